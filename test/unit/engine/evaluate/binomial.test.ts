import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binomialAtMost, binomialExactly } from '../../../../src/engine/evaluate/binomial';

describe('binomialAtMost', () => {
  it('sums the exact probabilities', () => {
    expect(binomialAtMost(0, 6, 0.5)).toBeCloseTo(1 / 64, 14);
    expect(binomialAtMost(2, 10, 0.5)).toBeCloseTo(56 / 1024, 14);
    expect(binomialAtMost(-1, 5, 0.5)).toBe(0);
    expect(binomialAtMost(5, 5, 0.5)).toBe(1);
  });

  it('agrees with the plain sum and its complement', () => {
    const some = fc.record({
      n: fc.integer({ min: 1, max: 400 }),
      p: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(some, fc.nat(), ({ n, p }, any) => {
        const k = any % (n + 1);
        let sum = 0;
        for (let i = 0; i <= k; i++) sum += binomialExactly(i, n, p);
        expect(binomialAtMost(k, n, p)).toBeCloseTo(Math.min(1, sum), 9);
        expect(binomialAtMost(n - k - 1, n, 1 - p)).toBeCloseTo(1 - binomialAtMost(k, n, p), 9);
      }),
    );
  });

  it('neither underflows nor drifts at a hundred thousand trials', () => {
    expect(binomialAtMost(49_999, 99_999, 0.5)).toBeCloseTo(0.5, 9);
    // Normal approximation with continuity correction: z = −3.16.
    expect(binomialAtMost(49_500, 100_000, 0.5)).toBeCloseTo(0.000789, 5);
  });
});
