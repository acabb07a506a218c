import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { whiskerDomain } from '../../../src/panel/whisker';

const unit = fc.double({ min: 0, max: 1, noNaN: true });
const score = fc.tuple(unit, unit, unit).map((values) => {
  const [low, mean, high] = values.toSorted((a, b) => a - b) as [number, number, number];
  return { mean, ci: [low, high] as [number, number], n: 10 };
});

describe('whiskerDomain', () => {
  it('holds every interval, within 0 and 1, and is never empty', () => {
    fc.assert(
      fc.property(fc.array(score, { minLength: 1, maxLength: 3 }), (scores) => {
        const [low, high] = whiskerDomain(scores);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(high).toBeGreaterThan(low);
        for (const { ci } of scores) {
          expect(ci[0]).toBeGreaterThanOrEqual(low);
          expect(ci[1]).toBeLessThanOrEqual(high);
        }
      }),
    );
  });

  it('takes the mean where there is no interval', () => {
    expect(whiskerDomain([{ mean: 0.5, ci: null, n: 1 }])).toEqual([0.45, 0.55]);
  });
});
