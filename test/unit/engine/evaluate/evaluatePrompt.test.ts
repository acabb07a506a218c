import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cancelled } from '../../../../src/engine/errors';
import type { EvaluationProgress } from '../../../../src/engine/evaluate/evaluation';
import { createRandom } from '../../../../src/engine/evaluate/seededRandom';
import { Budget } from '../../../../src/engine/model/budget';
import type { ChatAnswer, ChatModel } from '../../../../src/engine/model/chatModel';
import { composeModel } from '../../../../src/engine/model/composeModel';
import {
  answer,
  evaluate,
  exact,
  fakeModel,
  lengthShare,
  questionOf,
  unavailable,
  watchForStrays,
} from './evaluationFakes';
import { examples } from './scoredExamples';

const right = fakeModel((request) => Promise.resolve(answer(`answer ${questionOf(request)}`)));

/** Answers after a number of turns of the event loop that differs from call to call. */
function scrambled(seed: number, text: (question: number) => string): ChatModel {
  const random = createRandom(seed);
  return fakeModel(async (request) => {
    for (let turns = random.integer(6); turns > 0; turns--) await new Promise(setImmediate);
    return answer(text(questionOf(request)));
  });
}

watchForStrays();

describe('evaluatePrompt', () => {
  it('scores every example and says how sure the mean is', async () => {
    const model = fakeModel((request) =>
      Promise.resolve(answer(questionOf(request) < 15 ? `answer ${questionOf(request)}` : 'wrong')),
    );
    const evaluation = await evaluate(model);
    expect(evaluation).toMatchObject({ n: 20, failed: 0, complete: true, mean: 0.75, model: 'fake model' });
    expect(evaluation.ci![0]).toBeCloseTo(0.5313, 3);
    expect(evaluation.ci![1]).toBeCloseTo(0.8881, 3);
    expect(evaluation.examples[16]).toMatchObject({ row: 17, status: 'ok', score: 0, output: 'wrong' });
    expect(evaluation.cost).toEqual({
      calls: 20,
      cachedCalls: 0,
      inputTokens: 200,
      outputTokens: 40,
      usd: null,
    });
  });

  it('keeps the order of the examples and reports growing progress, whatever order answers come in', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 40 }), async (seed, concurrency) => {
        const rows = examples(30);
        const progress: EvaluationProgress[] = [];
        const evaluation = await evaluate(
          scrambled(seed, (question) => `answer ${question % 2}`),
          { examples: rows, concurrency, onProgress: (now) => progress.push(now) },
        );
        expect(evaluation.examples.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
        expect(evaluation.examples.map(({ output }) => output)).toEqual(
          rows.map((_, i) => `answer ${i % 2}`),
        );
        expect(progress.map(({ done }) => done)).toEqual(rows.map((_, i) => i + 1));
        expect(progress.every(({ total }) => total === 30)).toBe(true);
        const calls = progress.map(({ cost }) => cost.calls);
        expect([...calls].sort((a, b) => a - b)).toEqual(calls);
        expect(progress.at(-1)!.mean).toBeCloseTo(evaluation.mean!, 12);
      }),
      { numRuns: 20 },
    );
  });

  it('is incomplete with failed, cut off or refused answers, and scores none of them 0', async () => {
    const model = fakeModel((request) => {
      const question = questionOf(request);
      if (question === 4) return Promise.reject(unavailable(4));
      if (question === 5) return Promise.resolve(answer('answ', { finish: 'length' }));
      if (question === 6) return Promise.resolve(answer('', { finish: 'refused' }));
      return Promise.resolve(answer(`answer ${question}`));
    });
    const evaluation = await evaluate(model);
    expect(evaluation).toMatchObject({ n: 20, failed: 3, complete: false, mean: 1 });
    const [error, truncated, refused] = evaluation.examples.slice(4, 7);
    expect(error).toMatchObject({
      status: 'error',
      score: null,
      output: null,
      error: 'Server error 4. Try again.',
    });
    expect(truncated).toMatchObject({ status: 'truncated', score: null, output: 'answ' });
    expect(truncated!.error).toContain('maxTokens');
    expect(refused).toMatchObject({ status: 'refused', score: null });
  });

  it('draws several answers per example, each with its own number, and needs them all', async () => {
    const model = fakeModel((request) => {
      const question = questionOf(request);
      if (question === 1 && request.draw === 2) return Promise.reject(unavailable(1));
      return Promise.resolve(answer(request.draw === 0 ? 'wrong' : `answer ${question}`));
    });
    const evaluation = await evaluate(model, { samples: 3, examples: examples(2) });
    expect(model.requests.map(({ draw }) => draw)).toEqual([0, 1, 2, 0, 1, 2]);
    expect(evaluation.examples[0]).toMatchObject({ samples: [0, 1, 1], score: 2 / 3, output: 'wrong' });
    expect(evaluation.examples[1]).toMatchObject({ samples: [0, 1], score: null, status: 'error' });
    expect(evaluation.examples[1]!.error).toMatch(/^Sample 3 of 3: /);
  });

  it('weighs metrics, keeps each apart, and passes a guard only if every sample does', async () => {
    const short = { name: 'short', passes: (output: string) => output.length < 10 };
    const model = fakeModel((request) =>
      Promise.resolve(answer(request.draw === 0 ? `answer ${questionOf(request)}` : 'ten letters')),
    );
    const metrics = [
      { metric: exact, weight: 3 },
      { metric: lengthShare, weight: 1 },
    ];
    const [one] = (await evaluate(model, { metrics, guards: [short], examples: examples(1) })).examples;
    expect(one).toMatchObject({ metrics: { exact: 1, 'length-share': 0.4 }, guards: { short: true } });
    expect(one!.score).toBeCloseTo(0.85, 12);
    const [two] = (await evaluate(model, { metrics, guards: [short], examples: examples(1), samples: 2 }))
      .examples;
    expect(two!.guards).toEqual({ short: false });
  });

  it('tells cached answers from paid ones', async () => {
    const model = fakeModel((request) =>
      Promise.resolve(answer('x', { cached: questionOf(request) % 2 === 0 })),
    );
    const { cost } = await evaluate(model);
    expect(cost).toEqual({ calls: 10, cachedCalls: 10, inputTokens: 100, outputTokens: 20, usd: null });
  });

  it('takes its cost from the budget it spends from', async () => {
    const budget = new Budget({ calls: 100 });
    await evaluate(composeModel(right, { budget: budget.child({}) }), { examples: examples(7) });
    const own = budget.child({});
    const { cost } = await evaluate(composeModel(right, { budget: own }), { cost: () => own.spent });
    expect(cost).toMatchObject({ calls: 20, inputTokens: 200, usd: null });
    expect(budget.spent.calls).toBe(27);
  });

  it('takes what a meter gained, where there is one', async () => {
    const meter = { calls: 100, cachedCalls: 0, inputTokens: 0, outputTokens: 0, usd: 1 as number | null };
    const model = fakeModel(() => {
      // Two tries a call.
      meter.calls += 2;
      meter.usd! += 0.25;
      return Promise.resolve(answer('x'));
    });
    const { cost } = await evaluate(model, { cost: () => ({ ...meter }), examples: examples(4) });
    expect(cost).toMatchObject({ calls: 8, usd: 1 });
  });
});

describe('evaluatePrompt, cancelled', () => {
  it('rejects at any moment, makes no call after it and leaves nothing unhandled', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 0, max: 60 }), fc.boolean(), async (seed, after, deaf) => {
        const stop = new AbortController();
        const random = createRandom(seed);
        let answered = 0;
        let callsAfter = 0;
        let progressAfter = 0;
        const model = fakeModel(async (request, signal) => {
          if (stop.signal.aborted) callsAfter++;
          for (let turns = random.integer(4); turns > 0; turns--) await new Promise(setImmediate);
          if (!deaf && signal?.aborted) throw cancelled();
          if (++answered > after) stop.abort();
          return answer(`answer ${questionOf(request)}`);
        });
        if (after === 0) stop.abort();
        const onProgress = () => {
          if (stop.signal.aborted) progressAfter++;
        };
        const run = evaluate(model, {
          examples: examples(100),
          concurrency: 8,
          signal: stop.signal,
          onProgress,
        });
        await expect(run).rejects.toMatchObject({ kind: 'cancelled' });
        for (let turns = 0; turns < 8; turns++) await new Promise(setImmediate);
        expect({ callsAfter, progressAfter }).toEqual({ callsAfter: 0, progressAfter: 0 });
      }),
      { numRuns: 60 },
    );
  });

  it('does not wait for a model that never answers', async () => {
    const stop = new AbortController();
    const hanging = fakeModel(() => new Promise<ChatAnswer>(() => undefined));
    const run = evaluate(hanging, { signal: stop.signal });
    stop.abort();
    await expect(run).rejects.toMatchObject({ kind: 'cancelled' });
  });
});
