import { modelLabel } from '../modelLabel';
import { throwIfCancelled } from '../../errors';
import { sleep } from '../abortable';
import { hashOf } from '../canonicalJson';
import type { ChatAnswer, ChatModel, ChatRequest } from '../chatModel';
import { roughTokens } from '../tokens';
import { answerRow, DONT_KNOW } from './answerRow';
import { replyAsOptimizer } from './critiques';
import { rowFinder } from './findRow';
import { rightAnswer, type KnownExample } from './knowledge';
import { readOptimizerRequest } from './optimizerRequest';
import { messagesText, promptText } from './promptText';
import type { SimulatedScript } from './script';

/**
 * A scripted model with a known optimum (see `expectedScore`), for tests, diagnostics and trying Redline without a
 * key. It looks up the right answer to the row that a request is about, and gets it wrong as often, and in the way,
 * that its script says while the prompt lacks an instruction. Same request, same answer; nothing is paid.
 */
export function createSimulatedModel(
  name: string,
  script: SimulatedScript,
  knowledge: readonly KnownExample[] = [],
): ChatModel {
  const findRow = rowFinder(knowledge);
  const targets = [...new Set(knowledge.map(rightAnswer))].sort();

  const answer = ({ messages, draw }: ChatRequest): string => {
    const request = readOptimizerRequest(messages);
    if (request) return replyAsOptimizer(script, request);
    const text = messagesText(messages);
    const row = script.answers ? findRow(text) : null;
    if (!row || !script.answers) return DONT_KNOW;
    return answerRow({ ...script, answers: script.answers }, row, targets, promptText(text, row), draw);
  };

  return {
    identity: {
      provider: 'simulated',
      origin: '',
      name,
      fingerprint: hashOf([script, knowledge.map(({ inputs, target }) => [inputs, target])]),
    },
    label: modelLabel({ provider: 'simulated', name }),
    price: { input: 0, output: 0 },
    async complete(request, signal) {
      throwIfCancelled(signal);
      if (script.latency > 0) await sleep(script.latency, signal);
      return cutTo(request, answer(request));
    },
  };
}

/** Honours `maxTokens` as a real model would, by the rule of four characters to a token. */
function cutTo({ messages, parameters }: ChatRequest, text: string): ChatAnswer {
  const { maxTokens } = parameters;
  const short = maxTokens !== undefined && roughTokens(text) > maxTokens;
  const given = short ? text.slice(0, maxTokens * 4) : text;
  return {
    text: given,
    finish: short ? 'length' : 'stop',
    usage: { inputTokens: roughTokens(messagesText(messages)), outputTokens: roughTokens(given) },
    cached: false,
  };
}
