import { describe, expect, it } from 'vitest';
import { RedlineError } from '../../../../src/engine/errors';
import { ProviderError, TransientError } from '../../../../src/engine/model/providerError';
import { withRetry, type Retry, type RetryOptions } from '../../../../src/engine/model/withRetry';
import { ask, modelThat, rejection, say } from './fakeModel';

/** A model that fails with each error in turn and then answers, retried under a clock that only counts. */
function retried(errors: Error[], options: RetryOptions = {}) {
  const left = [...errors];
  const waits: number[] = [];
  const retries: Retry[] = [];
  let calls = 0;
  const model = withRetry(
    modelThat(async () => {
      calls += 1;
      const error = left.shift();
      if (error) throw error;
      return say('done');
    }),
    {
      seed: 1,
      sleep: async (ms) => void waits.push(ms),
      onRetry: (retry) => retries.push(retry),
      ...options,
    },
  );
  return { model, waits, retries, calls: () => calls };
}

const busy = (retryAfterMs?: number) =>
  new TransientError('Busy.', { mend: 'Wait.', status: 429 }, retryAfterMs);

describe('withRetry', () => {
  it('asks again after a failure that may pass away, and reports each retry', async () => {
    const { model, retries, calls } = retried([busy(), busy()]);
    expect((await model.complete(ask('x'))).text).toBe('done');
    expect(calls()).toBe(3);
    expect(retries.map(({ attempt, attempts, model: name }) => [attempt, attempts, name])).toEqual([
      [1, 5, 'fake'],
      [2, 5, 'fake'],
    ]);
  });

  it.each([
    ['a lasting failure', new ProviderError('No such model.')],
    ['a spent budget', new RedlineError('budget', 'Spent.')],
    ['a defect', new TypeError('oops')],
  ])('does not ask again after %s', async (_, error) => {
    const { model, calls } = retried([error]);
    expect(await rejection(model.complete(ask('x')))).toBe(error);
    expect(calls()).toBe(1);
  });

  it('gives up after the attempts allowed, saying how many and keeping the mend', async () => {
    const { model, calls, waits } = retried([busy(), busy(), busy()], { maxAttempts: 3 });
    const error = (await rejection(model.complete(ask('x')))) as TransientError;
    expect(error.what).toBe('Busy. Tried 3 times.');
    expect(error.mend).toBe('Wait.');
    expect(error.status).toBe(429);
    expect(calls()).toBe(3);
    expect(waits).toHaveLength(2);
  });

  it('waits anywhere up to a limit that doubles, and no longer than the longest', async () => {
    const limits = [100, 200, 400, 500, 500];
    const all: number[][] = [];
    for (let seed = 0; seed < 200; seed += 1) {
      const { model, waits } = retried(
        Array.from({ length: 5 }, () => busy()),
        { seed, maxAttempts: 6, baseMs: 100, longestMs: 500 },
      );
      await model.complete(ask('x'));
      all.push(waits);
    }
    for (const [index, limit] of limits.entries()) {
      const column = all.map((waits) => waits[index]!);
      expect(Math.max(...column)).toBeLessThanOrEqual(limit);
      // Full jitter: spread over the whole range, not bunched at its end.
      expect(Math.max(...column)).toBeGreaterThan(limit * 0.9);
      expect(Math.min(...column)).toBeLessThan(limit * 0.1);
    }
  });

  it('waits the same for the same seed', async () => {
    const [one, two] = [retried([busy(), busy()], { seed: 9 }), retried([busy(), busy()], { seed: 9 })];
    await one.model.complete(ask('x'));
    await two.model.complete(ask('x'));
    expect(one.waits).toEqual(two.waits);
  });

  it('honours Retry-After as a floor, up to a cap', async () => {
    const { model, waits } = retried([busy(7000), busy(3_600_000)], {
      baseMs: 100,
      longestRetryAfterMs: 60_000,
    });
    await model.complete(ask('x'));
    expect(waits[0]).toBeGreaterThanOrEqual(7000);
    expect(waits[0]).toBeLessThanOrEqual(7100);
    expect(waits[1]).toBeGreaterThanOrEqual(60_000);
    expect(waits[1]).toBeLessThanOrEqual(60_100);
  });

  it('stops at once when cancelled while it waits', async () => {
    const controller = new AbortController();
    let calls = 0;
    const model = withRetry(
      modelThat(async () => {
        calls += 1;
        throw busy(3_600_000);
      }),
      { longestRetryAfterMs: 3_600_000, onRetry: () => controller.abort() },
    );
    const error = await rejection(model.complete(ask('x'), controller.signal));
    expect((error as RedlineError).kind).toBe('cancelled');
    expect(calls).toBe(1);
  });
});
