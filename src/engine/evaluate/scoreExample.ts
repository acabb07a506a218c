import { RedlineError } from '../errors';
import type { CombinedMetric } from '../metric/combineMetrics';
import type { Guard } from '../metric/guard';
import type { ChatAnswer, ChatModel, ChatParameters } from '../model/chatModel';
import type { PromptFile } from '../prompt/promptFile';
import { renderPrompt } from '../prompt/renderPrompt';
import type { Example } from '../task/task';
import { meanOf } from './bootstrap';
import type { ExampleResult, ExampleStatus } from './evaluation';

/** What is the same for every example of an evaluation. */
export interface ScoreSetup {
  prompt: PromptFile;
  metric: CombinedMetric;
  guards: readonly Guard[];
  model: ChatModel;
  parameters: ChatParameters;
  /** Answers drawn per example. */
  samples: number;
  signal: AbortSignal;
  onAnswer(answer: ChatAnswer): void;
}

export interface ScoredAnswers {
  result: ExampleResult;
  /** The first error of the provider, if a draw ended in one. */
  failure?: RedlineError;
}

type Draw = { answer: ChatAnswer } | { failure: RedlineError };

const NO_ANSWER: Record<Exclude<ChatAnswer['finish'], 'stop'>, { status: ExampleStatus; why: string }> = {
  length: { status: 'truncated', why: 'The answer was cut off at the output limit. Raise maxTokens.' },
  refused: {
    status: 'refused',
    why: 'The model refused to answer. Change the prompt or leave the example out.',
  },
};

/**
 * Renders the prompt for one example, draws its answers at once and scores them. An error of the provider
 * becomes a result without a score; so does an answer that is cut off or refused.
 *
 * @throws RedlineError of any other kind: a spent budget, a cancel or bad input would meet every example alike
 */
export async function scoreExample(setup: ScoreSetup, example: Example): Promise<ScoredAnswers> {
  const messages = renderPrompt(setup.prompt, example.inputs);
  const draws = await Promise.all(
    Array.from({ length: setup.samples }, (_, draw) =>
      setup.model.complete({ messages, parameters: setup.parameters, draw }, setup.signal).then(
        (answer): Draw => {
          setup.onAnswer(answer);
          return { answer };
        },
        (error: unknown): Draw => ({ failure: providerFailure(error) }),
      ),
    ),
  );
  const failure = draws.flatMap((draw) => ('failure' in draw ? [draw.failure] : []))[0];
  return { result: resultOf(setup, example, draws), failure };
}

function providerFailure(error: unknown): RedlineError {
  if (error instanceof RedlineError && error.kind === 'provider') return error;
  throw error;
}

function resultOf(setup: ScoreSetup, example: Example, draws: readonly Draw[]): ExampleResult {
  const answers = draws.flatMap((draw) =>
    'answer' in draw && draw.answer.finish === 'stop' ? [draw.answer] : [],
  );
  const inputs = answers.map(({ text }) => ({
    output: text,
    target: example.target,
    inputs: example.inputs,
  }));
  const samples = inputs.map((input) => inRange(setup.metric.score(input), setup.metric.name));
  const metrics = meanByName(inputs.map((input) => setup.metric.scores(input)));
  const passes = (guard: Guard): boolean => answers.every(({ text }) => guard.passes(text));
  const guards: Record<string, boolean> = {};
  if (answers.length > 0) for (const guard of setup.guards) guards[guard.name] = passes(guard);
  const missing = firstMissing(draws);
  const first = draws[0];
  return {
    id: example.id,
    row: example.row,
    status: missing?.status ?? 'ok',
    score: missing ? null : meanOf(samples),
    samples,
    metrics,
    guards,
    output: first && 'answer' in first ? first.answer.text : null,
    target: example.target,
    ...(missing ? { error: missing.why } : {}),
  };
}

/** Why the first draw without an answer has none; `undefined` when all have one. */
function firstMissing(draws: readonly Draw[]): { status: ExampleStatus; why: string } | undefined {
  for (const [index, draw] of draws.entries()) {
    const reason = missingReason(draw);
    if (reason === undefined) continue;
    const sample = draws.length > 1 ? `Sample ${index + 1} of ${draws.length}: ` : '';
    return { ...reason, why: `${sample}${reason.why}` };
  }
  return undefined;
}

function missingReason(draw: Draw): { status: ExampleStatus; why: string } | undefined {
  if ('failure' in draw) return { status: 'error', why: draw.failure.message };
  return draw.answer.finish === 'stop' ? undefined : NO_ANSWER[draw.answer.finish];
}

function inRange(score: number, metric: string): number {
  if (score >= 0 && score <= 1) return score;
  throw new RedlineError('internal', `The metric ${metric} gave ${score}, which is not between 0 and 1.`);
}

function meanByName(records: readonly Record<string, number>[]): Record<string, number> {
  const names = Object.keys(records[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, meanOf(records.map((record) => record[name]!))]));
}
