import { afterEach, beforeEach, expect } from 'vitest';
import { RedlineError } from '../../../../src/engine/errors';
import { evaluatePrompt, type EvaluatePromptOptions } from '../../../../src/engine/evaluate/evaluatePrompt';
import { examples } from './scoredExamples';
import type { ChatAnswer, ChatModel, ChatRequest } from '../../../../src/engine/model/chatModel';
import type { Metric } from '../../../../src/engine/metric/metric';
import type { PromptFile } from '../../../../src/engine/prompt/promptFile';
import { parsePrompt } from '../../../../src/engine/prompt/parsePrompt';

/** A prompt whose whole user message is the example's question. */
export const prompt: PromptFile = parsePrompt('ask.prompt.md', '{{question}}');

/** The number in `question 7`, as a model sees it. */
export function questionOf(request: ChatRequest): number {
  return Number(/\d+/.exec(request.messages.at(-1)!.content)![0]);
}

export function answer(text: string, changes: Partial<ChatAnswer> = {}): ChatAnswer {
  return { text, finish: 'stop', usage: { inputTokens: 10, outputTokens: 2 }, cached: false, ...changes };
}

export interface FakeModel extends ChatModel {
  requests: ChatRequest[];
}

export function fakeModel(
  complete: (request: ChatRequest, signal: AbortSignal | undefined) => Promise<ChatAnswer>,
): FakeModel {
  const requests: ChatRequest[] = [];
  return {
    identity: { provider: 'fake', origin: '', name: 'fake' },
    label: 'fake model',
    requests,
    complete(request, signal) {
      requests.push(request);
      return complete(request, signal);
    },
  };
}

export const exact: Metric = {
  name: 'exact',
  binary: true,
  score: ({ output, target }) => (output === target ? 1 : 0),
};

export const lengthShare: Metric = {
  name: 'length-share',
  binary: false,
  score: ({ output }) => Math.min(1, output.length / 20),
};

/** Evaluates 20 examples by exact match, unless told otherwise. */
export function evaluate(model: ChatModel, changes: Partial<EvaluatePromptOptions> = {}) {
  return evaluatePrompt({
    prompt,
    examples: examples(20),
    split: 'validation',
    metrics: [{ metric: exact, weight: 1 }],
    guards: [],
    model,
    parameters: {},
    ...changes,
  });
}

export const unavailable = (i: number) =>
  new RedlineError('provider', `Server error ${i}.`, {}, 'Try again.');

/** Fails a test that leaves a rejection unhandled or makes Node warn (of leaking listeners, say). */
export function watchForStrays(): void {
  let strays: unknown[];
  const noteStray = (reason: unknown) => strays.push(reason);
  beforeEach(() => {
    strays = [];
    process.on('unhandledRejection', noteStray);
    process.on('warning', noteStray);
  });
  afterEach(() => {
    process.off('unhandledRejection', noteStray);
    process.off('warning', noteStray);
    expect(strays).toEqual([]);
  });
}
