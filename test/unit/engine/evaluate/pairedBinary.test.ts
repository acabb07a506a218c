import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Interval } from '../../../../src/engine/evaluate/evaluation';
import { exactMcNemar, pairedBinaryInterval } from '../../../../src/engine/evaluate/pairedBinary';
import { createRandom } from '../../../../src/engine/evaluate/seededRandom';
import { countsOf, covers, draw, shareOf, signed } from './coverage';
import { newcombeInterval, percentileInterval } from './rejectedIntervals';

const counts = fc
  .integer({ min: 1, max: 300 })
  .chain((n) => fc.tuple(fc.constant(n), fc.integer({ min: 0, max: n })))
  .chain(([n, onlyFirst]) =>
    fc.record({
      n: fc.constant(n),
      onlyFirst: fc.constant(onlyFirst),
      onlySecond: fc.integer({ min: 0, max: n - onlyFirst }),
    }),
  );

/** Shares won and lost, from the case of an edit that breaks nothing to one that breaks as much as it mends. */
const RATES: readonly (readonly [number, number])[] = [
  [0.05, 0],
  [0.07, 0],
  [0.1, 0],
  [0.05, 0.05],
  [0.13, 0.03],
  [0.2, 0.1],
  [0.3, 0.05],
];

describe('pairedBinaryInterval', () => {
  // Fagerland, Lydersen and Laake 2017, Statistical Analysis of Contingency Tables, § 8.
  it.each([
    ['airway responsiveness', { n: 21, onlyFirst: 7, onlySecond: 1 }, [-0.5172, -0.026]],
    ['complete response', { n: 161, onlyFirst: 16, onlySecond: 6 }, [-0.124, -0.0054]],
  ] as const)('agrees with the published interval: %s', (_, observed, [lower, upper]) => {
    const [low, high] = pairedBinaryInterval(observed);
    expect(low).toBeCloseTo(lower, 4);
    expect(high).toBeCloseTo(upper, 4);
  });

  it('holds the observed difference, stays in [−1, 1] and mirrors when the prompts are swapped', () => {
    fc.assert(
      fc.property(counts, (observed) => {
        const interval = pairedBinaryInterval(observed);
        const difference = (observed.onlySecond - observed.onlyFirst) / observed.n;
        expect(covers(interval, difference)).toBe(true);
        expect(interval[0]).toBeGreaterThanOrEqual(-1);
        expect(interval[1]).toBeLessThanOrEqual(1);
        const swapped = { n: observed.n, onlyFirst: observed.onlySecond, onlySecond: observed.onlyFirst };
        const mirrored = pairedBinaryInterval(swapped);
        expect(mirrored[0]).toBeCloseTo(-interval[1], 12);
        expect(mirrored[1]).toBeCloseTo(-interval[0], 12);
      }),
    );
  });

  it('says something even where nothing differs, and everything does', () => {
    const [low, high] = pairedBinaryInterval({ n: 30, onlyFirst: 0, onlySecond: 0 });
    expect(high).toBeCloseTo(3.8415 / 33.8415, 4);
    expect(low).toBeCloseTo(-high, 12);
    const [certain, one] = pairedBinaryInterval({ n: 10, onlyFirst: 0, onlySecond: 10 });
    expect(one).toBe(1);
    expect(certain).toBeGreaterThan(0.4);
  });

  it.each([18, 30, 60])('covers the true difference in a share 0.93 of runs or more at n = %i', (n) => {
    const coverage = RATES.map(([won, lost]) => coverageAt(n, won, lost, pairedBinaryInterval));
    expect(coverage.reduce((sum, value) => sum + value, 0) / RATES.length).toBeGreaterThan(0.94);
    expect(Math.min(...coverage)).toBeGreaterThan(0.93);
  });

  it('where the percentile bootstrap covers 73 % (7 points gained, nothing lost, n = 18)', () => {
    const random = createRandom('percentile');
    const naive = shareOf(1500, () =>
      covers(percentileInterval(draw(18, signed(random, 0.07, 0)), random, 400), 0.07),
    );
    expect(naive).toBeGreaterThan(0.69);
    expect(naive).toBeLessThan(0.77);
    expect(coverageAt(18, 0.07, 0, pairedBinaryInterval)).toBeGreaterThan(0.95);
  });

  it("where Newcombe's interval falls short (an edit that breaks nothing)", () => {
    // 4 points gained of examples half of which both get right, at n = 60.
    const random = createRandom('newcombe');
    const share = shareOf(3000, () => {
      const both = countBelow(random.next, 60, 0.5);
      const won = countBelow(random.next, 60 - both, 0.04 / 0.5);
      return covers(newcombeInterval(both, 0, won, 60 - both - won), 0.04);
    });
    expect(share).toBeLessThan(0.93);
    expect(coverageAt(60, 0.04, 0, pairedBinaryInterval)).toBeGreaterThan(0.95);
  });

  it('refuses counts that cannot be', () => {
    expect(() => pairedBinaryInterval({ n: 0, onlyFirst: 0, onlySecond: 0 })).toThrow(RangeError);
    expect(() => pairedBinaryInterval({ n: 3, onlyFirst: 2, onlySecond: 2 })).toThrow(RangeError);
    expect(() => exactMcNemar({ n: 3, onlyFirst: -1, onlySecond: 2 })).toThrow(RangeError);
  });
});

describe('exactMcNemar', () => {
  it.each([
    // Fagerland, Lydersen and Laake 2017, § 8.
    [161, 16, 6, 0.052479],
    [21, 7, 1, 0.070313],
    [30, 0, 5, 0.0625],
    [30, 0, 6, 0.03125],
    [30, 4, 4, 1],
    [30, 0, 0, 1],
  ])('of %i examples, %i against %i', (n, onlyFirst, onlySecond, p) => {
    expect(exactMcNemar({ n, onlyFirst, onlySecond })).toBeCloseTo(p, 6);
    expect(exactMcNemar({ n, onlyFirst: onlySecond, onlySecond: onlyFirst })).toBeCloseTo(p, 6);
  });

  it.each([18, 30, 60, 200])(
    'finds a difference where there is none in a share 0.05 of runs at most, n = %i',
    (n) => {
      const random = createRandom(`mcnemar/${n}`);
      for (const rate of [0.02, 0.1, 0.3]) {
        const found = shareOf(
          2000,
          () => exactMcNemar(countsOf(draw(n, signed(random, rate, rate)))) <= 0.05,
        );
        expect(found).toBeLessThanOrEqual(0.05 + 0.01);
      }
    },
  );
});

function coverageAt(
  n: number,
  won: number,
  lost: number,
  interval: (observed: ReturnType<typeof countsOf>) => Interval,
): number {
  const random = createRandom(`paired/${n}/${won}/${lost}`);
  return shareOf(2000, () => covers(interval(countsOf(draw(n, signed(random, won, lost)))), won - lost));
}

function countBelow(next: () => number, n: number, chance: number): number {
  let count = 0;
  for (let i = 0; i < n; i++) if (next() < chance) count++;
  return count;
}
