import { describe, expect, it } from 'vitest';
import { exactMcNemar } from '../../../../src/engine/evaluate/pairedBinary';
import { examplesForGain, powerOfGain, smallestDetectableGain } from '../../../../src/engine/evaluate/power';
import { createRandom } from '../../../../src/engine/evaluate/seededRandom';
import { countsOf, draw, shareOf, signed } from './coverage';

describe('powerOfGain', () => {
  it.each([
    [30, 0.1],
    [60, 0.38],
    [200, 0.94],
  ])('on %i examples a true gain of 10 points shows in a share %f of runs', (n, power) => {
    expect(powerOfGain(n, 0.1)).toBeCloseTo(power, 2);
  });

  it.each([
    [30, 0.1, 0.03],
    [60, 0.1, 0],
    [60, 0.2, 0.1],
    [200, 0.05, 0.02],
  ])('is what a simulation of the test finds: n = %i, gain %f, lost %f', (n, gain, lostShare) => {
    const random = createRandom(`power/${n}/${gain}`);
    const found = shareOf(4000, () => {
      const counts = countsOf(draw(n, signed(random, gain + lostShare, lostShare)));
      return counts.onlySecond > counts.onlyFirst && exactMcNemar(counts) <= 0.05;
    });
    expect(Math.abs(powerOfGain(n, gain, { lostShare }) - found)).toBeLessThan(0.025);
  });

  it('grows with the gain', () => {
    const powers = Array.from({ length: 39 }, (_, i) => powerOfGain(50, (i + 1) * 0.025));
    for (const [i, power] of powers.entries())
      expect(power).toBeGreaterThanOrEqual((powers[i - 1] ?? 0) - 1e-6);
    expect(powers.at(-1)).toBeGreaterThan(0.999);
  });

  it('refuses what cannot be', () => {
    expect(() => powerOfGain(0, 0.1)).toThrow(RangeError);
    expect(() => powerOfGain(30, 0)).toThrow(RangeError);
    expect(() => powerOfGain(30, 0.4, { baseRate: 0.7 })).toThrow(RangeError);
  });
});

describe('smallestDetectableGain', () => {
  it('is the first gain that shows in 80 % of runs', () => {
    for (const n of [18, 30, 60, 200, 1000]) {
      const gain = smallestDetectableGain(n, 0.5)!;
      expect(powerOfGain(n, gain, { baseRate: 0.5 })).toBeGreaterThanOrEqual(0.8);
      expect(powerOfGain(n, gain - 0.001, { baseRate: 0.5 })).toBeLessThan(0.8);
    }
  });

  it('shrinks as examples come in', () => {
    const gains = [30, 60, 100, 200, 1000, 10_000].map((n) => smallestDetectableGain(n, 0.5)!);
    expect([...gains].sort((a, b) => b - a)).toEqual(gains);
  });

  it('is null where even a perfect prompt would not show', () => {
    expect(smallestDetectableGain(5, 0)).toBeNull();
    expect(smallestDetectableGain(30, 0.9)).toBeNull();
    expect(smallestDetectableGain(1000, 1)).toBeNull();
  });
});

describe('examplesForGain', () => {
  it.each([0.05, 0.1, 0.2, 0.5])('is the first number of examples that shows a gain of %f', (gain) => {
    const n = examplesForGain(gain)!;
    expect(powerOfGain(n, gain)).toBeGreaterThanOrEqual(0.8);
    expect(powerOfGain(n - 1, gain)).toBeLessThan(0.8);
  });

  it('is null where a million would not do', () => {
    expect(examplesForGain(0.0001)).toBeNull();
  });
});
