import { RedlineError } from '../errors';
import type { ChatModel } from '../model/chatModel';
import type { ChatMessage } from '../prompt/chatMessage';
import type { Parsed } from './nonceReply';

/** Attempts for one question to the optimizer model: the first, and one more with the reason for the refusal. */
export const OPTIMIZER_ATTEMPTS = 2;

export interface Question<T> {
  /** What is asked, without the form of the reply. */
  text: string;
  /** The form of the reply, last line of the request and of a second attempt. */
  form: string;
  /** Reads the reply; a reason goes back to the model once. */
  parse(reply: string): Parsed<T>;
  /** Number of a repeated question, so that the cache doesn't answer it with the first one's answer. */
  draw?: number;
}

/**
 * Asks the optimizer model. A reply that can't be read is asked for again with the reason, then given up:
 * nothing unparsed ever leaves here.
 *
 * @throws RedlineError what the model throws (provider, budget, cancelled).
 */
export async function askOptimizer<T>(
  model: ChatModel,
  question: Question<T>,
  signal: AbortSignal,
): Promise<Parsed<T>> {
  const asked: ChatMessage = { role: 'user', content: `${question.text}\n\n${question.form}` };
  let messages = [asked];
  let refusal = '';
  for (let attempt = 1; attempt <= OPTIMIZER_ATTEMPTS; attempt += 1) {
    const answer = await model.complete({ messages, parameters: {}, draw: question.draw ?? 0 }, signal);
    const parsed = readAnswer(answer.text, answer.finish, question);
    if (parsed.ok) return parsed;
    refusal = parsed.reason;
    messages = [
      asked,
      { role: 'assistant', content: answer.text },
      {
        role: 'user',
        content: `Your reply can't be used: ${refusal} Please reply again.\n\n${question.form}`,
      },
    ];
  }
  return { ok: false, reason: `The optimizer model's reply could not be used: ${refusal}` };
}

function readAnswer<T>(text: string, finish: string, question: Question<T>): Parsed<T> {
  if (finish === 'length') return { ok: false, reason: 'It was cut off before its end.' };
  if (finish === 'refused') return { ok: false, reason: 'The model refused to answer.' };
  return question.parse(text);
}

/** The optimizer model of a run whose method needs one. */
export function requireOptimizerModel(model: ChatModel | undefined, method: string): ChatModel {
  if (model) return model;
  throw new RedlineError(
    'input',
    `The method ${method} needs an optimizer model and the task names none.`,
    {},
    'Add `optimizer: { model: { provider: …, name: … } }` to the task, or choose the method error-analysis.',
  );
}
