import { describe, expect, it } from 'vitest';
import { comparePaired } from '../../../../src/engine/evaluate/comparePaired';
import { twoSidedQuantile } from '../../../../src/engine/evaluate/normal';
import { evaluationOf, examplesOf } from '../edit/scoring';

describe('twoSidedQuantile', () => {
  it.each([
    [0.9, 1.644854],
    [0.95, 1.959964],
    [0.99, 2.575829],
    [0.9975, 3.023341],
  ])('of %f is %f', (confidence, z) => {
    expect(twoSidedQuantile(confidence)).toBeCloseTo(z, 3);
  });

  it('refuses what is no confidence', () => {
    expect(() => twoSidedQuantile(1)).toThrow(RangeError);
  });
});

describe('the confidence of a paired comparison', () => {
  const examples = examplesOf(120);
  const comparisons = {
    '0/1': [evaluationOf(examples, (i) => i % 2), evaluationOf(examples, (i) => (i % 3 ? 1 : 0))],
    graded: [evaluationOf(examples, (i) => (i % 7) / 7), evaluationOf(examples, (i) => (i % 5) / 5)],
  } as const;

  it.each(['0/1', 'graded'] as const)('widens the interval of %s scores on both sides', (kind) => {
    const [first, second] = comparisons[kind];
    const usual = comparePaired(first, second);
    const wider = comparePaired(first, second, { confidence: 0.995 });
    expect(wider.ci[0]).toBeLessThan(usual.ci[0]);
    expect(wider.ci[1]).toBeGreaterThan(usual.ci[1]);
    expect(comparePaired(first, second, { confidence: 0.95 })).toEqual(usual);
  });
});
