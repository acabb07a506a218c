import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../src/engine/evaluate/seededRandom';
import { wilsonInterval } from '../../../../src/engine/evaluate/wilson';
import { covers, shareOf } from './coverage';

const counts = fc
  .integer({ min: 1, max: 500 })
  .chain((n) => fc.record({ n: fc.constant(n), successes: fc.integer({ min: 0, max: n }) }));

describe('wilsonInterval', () => {
  // Newcombe 1998, Statistics in Medicine 17:857, table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('agrees with the published interval for %i of %i', (successes, n, lower, upper) => {
    const [low, high] = wilsonInterval(successes, n);
    expect(low).toBeCloseTo(lower, 4);
    expect(high).toBeCloseTo(upper, 4);
  });

  it('holds the share, stays in [0, 1] and mirrors with success and failure', () => {
    fc.assert(
      fc.property(counts, ({ n, successes }) => {
        const [low, high] = wilsonInterval(successes, n);
        expect(covers([low, high], successes / n)).toBe(true);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        const [mirroredLow, mirroredHigh] = wilsonInterval(n - successes, n);
        expect(mirroredLow).toBeCloseTo(1 - high, 12);
        expect(mirroredHigh).toBeCloseTo(1 - low, 12);
      }),
    );
  });

  it.each([10, 18, 30, 60, 200])(
    'covers the true rate in a share 0.93 of runs or more, on average, at n = %i',
    (n) => {
      const random = createRandom(`wilson/${n}`);
      const rates = [0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95];
      const coverage = rates.map((rate) =>
        shareOf(2000, () => {
          let successes = 0;
          for (let i = 0; i < n; i++) if (random.next() < rate) successes++;
          return covers(wilsonInterval(successes, n), rate);
        }),
      );
      expect(coverage.reduce((sum, value) => sum + value, 0) / rates.length).toBeGreaterThan(0.93);
      expect(Math.min(...coverage)).toBeGreaterThan(0.9);
    },
  );

  it('refuses counts that cannot be', () => {
    expect(() => wilsonInterval(0, 0)).toThrow(RangeError);
    expect(() => wilsonInterval(3, 2)).toThrow(RangeError);
    expect(() => wilsonInterval(Number.NaN, 2)).toThrow(RangeError);
  });
});
