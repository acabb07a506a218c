import { describe, expect, it } from 'vitest';
import { compareGuard, guardGotWorse } from '../../../../src/engine/evaluate/nonInferiority';
import { createRandom } from '../../../../src/engine/evaluate/seededRandom';
import { draw, shareOf } from './coverage';

const all = (n: number): boolean[] => Array.from({ length: n }, () => true);
const allBut = (n: number, failing: number): boolean[] => Array.from({ length: n }, (_, i) => i >= failing);

describe('compareGuard', () => {
  it('is not worse once enough examples pass both before and after', () => {
    expect(compareGuard(all(73), all(73)).verdict).toBe('not-worse');
    expect(compareGuard(all(72), all(72)).verdict).toBe('uncertain');
  });

  it('is worse when the loss is shown', () => {
    const { verdict, difference, ci } = compareGuard(all(30), allBut(30, 8));
    expect(verdict).toBe('worse');
    expect(difference).toBeCloseTo(-8 / 30, 12);
    expect(ci[1]).toBeLessThan(0);
    expect(guardGotWorse(all(30), allBut(30, 8))).toBe(true);
  });

  it('puts up with a shown loss inside the margin', () => {
    expect(compareGuard(all(1000), allBut(1000, 10)).verdict).toBe('not-worse');
    expect(compareGuard(all(1000), allBut(1000, 10), 0.005).verdict).toBe('worse');
  });

  it('does not call a guard worse for failing from the start, or for getting better', () => {
    expect(guardGotWorse(allBut(30, 30), allBut(30, 30))).toBe(false);
    expect(guardGotWorse(allBut(30, 8), all(30))).toBe(false);
  });

  it('calls a guard that loses exactly the margin not worse in 5 % of runs at most', () => {
    const random = createRandom('margin');
    const wrong = shareOf(2000, () => {
      const after = draw(200, () => random.next()).map((u) => u >= 0.05);
      return compareGuard(all(200), after).verdict === 'not-worse';
    });
    expect(wrong).toBeLessThanOrEqual(0.05);
  });

  it('refuses examples that do not pair, and margins that cannot be', () => {
    expect(() => compareGuard(all(2), all(3))).toThrow(RangeError);
    expect(() => compareGuard([], [])).toThrow(RangeError);
    expect(() => compareGuard(all(2), all(2), 2)).toThrow(RangeError);
  });
});
