import { describe, expect, it } from 'vitest';
import { RedlineError } from '../../../../src/engine/errors';
import { createRandom } from '../../../../src/engine/evaluate/seededRandom';
import { byMean, equalizePulls, meanOf, selectByUcb } from '../../../../src/engine/optimize/bandit';
import type { ScorePrompt } from '../../../../src/engine/optimize/optimizer';
import type { Example } from '../../../../src/engine/task/task';

const order = Array.from({ length: 60 }, (_, row): Example => ({
  id: `e${row}`,
  row,
  part: 'train',
  inputs: {},
  target: '',
}));

/** Scores text `pXX` right on XX percent of the examples; counts the calls. */
function scorer(limit = Infinity): { score: ScorePrompt; calls: () => number } {
  let calls = 0;
  const score = async (text: string, examples: readonly Example[]) => {
    if (calls + examples.length > limit) throw new RedlineError('budget', 'Spent.');
    calls += examples.length;
    const rate = Number(text.slice(1)) / 100;
    const results = examples.map(({ id, row }) => ({
      id,
      row,
      status: 'ok' as const,
      score: createRandom(`${id}`).next() < rate ? 1 : 0,
    }));
    return { examples: results } as unknown as Awaited<ReturnType<ScorePrompt>>;
  };
  return { score, calls: () => calls };
}

const options = { rounds: 8, promptsPerRound: 3, samplesPerPull: 8, exploration: 1 };

describe('selectByUcb', () => {
  it('spends most on the best prompts and ranks the best first', async () => {
    const { score } = scorer();
    const arms = await selectByUcb(['p20', 'p40', 'p90', 'p30', 'p85'], order, score, options);
    const ranked = [...arms].sort(byMean);
    expect(['p90', 'p85']).toContain(ranked[0]!.text);
    expect(ranked[0]!.scored).toBeGreaterThan(arms.find(({ text }) => text === 'p20')!.scored);
  });

  it('pulls every prompt before it pulls one twice', async () => {
    const { score } = scorer();
    const arms = await selectByUcb(['p10', 'p50', 'p90'], order, score, { ...options, rounds: 1 });
    expect(arms.map(({ pulled }) => pulled)).toEqual([8, 8, 8]);
  });

  it('never pays for more than the examples there are', async () => {
    const { score, calls } = scorer();
    await selectByUcb(['p50', 'p60'], order, score, { ...options, rounds: 1000 });
    expect(calls()).toBe(2 * order.length);
  });

  it('keeps what was paid for when the budget ends', async () => {
    const { score } = scorer(20);
    const arms = await selectByUcb(['p50', 'p60', 'p70'], order, score, options);
    expect(arms.map(({ scored }) => scored)).toEqual([8, 8, 0]);
    expect(meanOf(arms[2]!)).toBeNull();
  });

  it('stops when its share is spent', async () => {
    const { score, calls } = scorer();
    await selectByUcb(['p50', 'p60', 'p70'], order, score, { ...options, mayPull: () => calls() < 16 });
    expect(calls()).toBe(16);
  });

  it('throws what is no matter of budget', async () => {
    const failing: ScorePrompt = () => Promise.reject(new RedlineError('provider', 'Gone.'));
    await expect(selectByUcb(['p50'], order, failing, options)).rejects.toThrow('Gone.');
  });
});

describe('equalizePulls', () => {
  it('brings prompts to the same examples', async () => {
    const { score } = scorer();
    const arms = await selectByUcb(['p10', 'p90', 'p80'], order, score, options);
    expect(await equalizePulls(arms, order, score)).toBe(true);
    expect(new Set(arms.map(({ pulled }) => pulled)).size).toBe(1);
  });
});
