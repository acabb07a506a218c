import { describe, expect, it } from 'vitest';
import { cancelled, RedlineError, throwIfCancelled } from '../../../../src/engine/errors';
import { Budget } from '../../../../src/engine/model/budget';
import type { ChatAnswer } from '../../../../src/engine/model/chatModel';
import { composeModel } from '../../../../src/engine/model/composeModel';
import { answer, evaluate, fakeModel, questionOf, unavailable, watchForStrays } from './evaluationFakes';
import { examples } from './scoredExamples';

const right = fakeModel((request) => Promise.resolve(answer(`answer ${questionOf(request)}`)));

watchForStrays();

describe('evaluatePrompt, in trouble', () => {
  it('stops after three failures from the start, telling the cause and how much was left', async () => {
    const dead = fakeModel(() =>
      Promise.reject(new RedlineError('provider', 'No server there.', {}, 'Start it.')),
    );
    const run = evaluate(dead, { examples: examples(1000), concurrency: 4 });
    await expect(run).rejects.toMatchObject({
      kind: 'provider',
      what: 'The first 3 examples got no answer from fake model; stopped with 997 examples left: No server there.',
      mend: 'Start it.',
    });
    expect(dead.requests.length).toBeLessThanOrEqual(7);
  });

  it('is not fooled by cached answers into trying a dead server for ever', async () => {
    const model = fakeModel((request) =>
      questionOf(request) % 2 === 0
        ? Promise.resolve(answer('x', { cached: true }))
        : Promise.reject(unavailable(0)),
    );
    await expect(evaluate(model, { concurrency: 1 })).rejects.toMatchObject({ kind: 'provider' });
    expect(model.requests).toHaveLength(6);
  });

  it('does not stop for fewer failures than that', async () => {
    const dead = fakeModel(() => Promise.reject(unavailable(1)));
    const evaluation = await evaluate(dead, { examples: examples(2) });
    expect(evaluation).toMatchObject({ n: 2, failed: 2, complete: false, mean: null, ci: null });
  });

  it('keeps what it has when the server goes away later, and leaves the rest untried', async () => {
    const model = fakeModel((request) =>
      questionOf(request) < 5 ? Promise.resolve(answer('x')) : Promise.reject(unavailable(9)),
    );
    const evaluation = await evaluate(model, { examples: examples(500), concurrency: 1 });
    expect(model.requests).toHaveLength(15);
    expect(evaluation).toMatchObject({ n: 500, failed: 495, complete: false, mean: 0 });
    expect(evaluation.examples[499]).toMatchObject({ status: 'error', score: null });
    expect(evaluation.examples[499]!.error).toMatch(/^Not tried, .*Server error 9\./);
  });

  it('then also gives up the calls that are under way', async () => {
    const model = fakeModel(async (request, signal) => {
      const question = questionOf(request);
      if (question === 0) return answer('x');
      await new Promise(setImmediate);
      if (question <= 10) throw unavailable(question);
      throwIfCancelled(signal);
      return new Promise<ChatAnswer>((_, reject) => {
        signal!.addEventListener('abort', () => reject(cancelled()), { once: true });
      });
    });
    const evaluation = await evaluate(model, { examples: examples(100), concurrency: 50 });
    expect(evaluation).toMatchObject({ n: 100, failed: 99, complete: false });
    expect(evaluation.examples[20]!.error).toMatch(/^Not tried/);
    expect(model.requests.length).toBeLessThan(65);
  });

  it.each(['budget', 'input', 'internal'] as const)(
    'ends with an error of kind %s, calling no more',
    async (kind) => {
      const model = fakeModel((request) =>
        questionOf(request) === 5
          ? Promise.reject(new RedlineError(kind, 'No.'))
          : Promise.resolve(answer('x')),
      );
      const run = evaluate(model, { examples: examples(100), concurrency: 2 });
      await expect(run).rejects.toMatchObject({ kind, what: 'No.' });
      expect(model.requests.length).toBeLessThan(12);
    },
  );

  it('stops calls still under way when one error ends it', async () => {
    const signals: AbortSignal[] = [];
    const model = fakeModel((request, signal) => {
      signals.push(signal!);
      if (questionOf(request) === 3) return Promise.reject(new RedlineError('budget', 'Spent.'));
      return new Promise<ChatAnswer>((_, reject) =>
        signal!.addEventListener('abort', () => reject(cancelled())),
      );
    });
    await expect(evaluate(model)).rejects.toMatchObject({ kind: 'budget' });
    expect(signals.every(({ aborted }) => aborted)).toBe(true);
  });

  it('refuses a part without examples, naming it', async () => {
    await expect(evaluate(right, { examples: [], split: 'test' })).rejects.toThrow(
      /ask\.prompt\.md: The test part has no examples.*split/,
    );
  });

  it('refuses a metric that leaves [0, 1]', async () => {
    const off = { name: 'off', binary: false, score: () => 1.5 };
    await expect(evaluate(right, { metrics: [{ metric: off, weight: 1 }] })).rejects.toThrow(/off gave 1\.5/);
  });

  it('ends with the budget, having made no call above it', async () => {
    const model = fakeModel(() => Promise.resolve(answer('x')));
    const composed = composeModel(model, { budget: new Budget({ calls: 5 }), retry: false });
    await expect(evaluate(composed)).rejects.toMatchObject({ kind: 'budget' });
    expect(model.requests).toHaveLength(5);
  });
});
