import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparePairedGraded, signFlipPValue } from '../../../../src/engine/evaluate/pairedGraded';
import { exactMcNemar } from '../../../../src/engine/evaluate/pairedBinary';
import { createRandom } from '../../../../src/engine/evaluate/seededRandom';
import { countsOf, covers, draw, shareOf, signed } from './coverage';

const differences = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 });

describe('signFlipPValue', () => {
  it("agrees with Darwin's maize (Fisher 1935, § 21: 1 726 of 32 768 patterns as extreme)", () => {
    const eighthsOfInches = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];
    expect(signFlipPValue(eighthsOfInches)).toBeCloseTo(1726 / 32768, 12);
  });

  it('is the exact McNemar test for differences of 0/1 scores', () => {
    const random = createRandom('same test');
    for (let i = 0; i < 50; i++) {
      const observed = draw(30, signed(random, 0.2, 0.1));
      expect(signFlipPValue(observed)).toBeCloseTo(exactMcNemar(countsOf(observed)), 2);
    }
  });

  it('by chance comes near to the exact value, and is never 0', () => {
    const exact = [
      0.3, 0.2, -0.1, 0.4, 0.25, 0.1, -0.05, 0.3, 0.15, 0.22, 0.31, -0.12, 0.05, 0.11, 0.2, 0.01,
    ];
    const padded = [...exact, 1e-9];
    expect(Math.abs(signFlipPValue(padded) - signFlipPValue(exact))).toBeLessThan(0.005);
    expect(
      signFlipPValue(
        draw(200, () => 0.5),
        { flips: 999 },
      ),
    ).toBe(1 / 1000);
  });

  it('lies in (0, 1], is the same for swapped prompts, and 1 where nothing differs', () => {
    fc.assert(
      fc.property(differences, fc.integer(), (values, seed) => {
        const p = signFlipPValue(values, { seed, flips: 199 });
        expect(p).toBeGreaterThan(0);
        expect(p).toBeLessThanOrEqual(1);
        const swapped = values.map((value) => -value);
        expect(signFlipPValue(swapped, { seed, flips: 199 })).toBe(p);
      }),
    );
    expect(signFlipPValue([0, 0, 0])).toBe(1);
  });

  it.each([12, 30, 60])(
    'finds a difference where there is none in a share 0.05 of runs at most, n = %i',
    (n) => {
      const random = createRandom(`flips/${n}`);
      const noDifference = (): number => (random.next() < 0.3 ? 0 : random.next() - random.next());
      const found = shareOf(1200, () => {
        const values = draw(n, noDifference);
        return signFlipPValue(values, { seed: random.integer(1e9), flips: 499 }) <= 0.05;
      });
      expect(found).toBeLessThanOrEqual(0.05 + 0.015);
      expect(found).toBeGreaterThan(0.02);
    },
  );
});

describe('comparePairedGraded', () => {
  it.each([30, 60])('covers the true difference in a share 0.92 of runs or more at n = %i', (n) => {
    const random = createRandom(`graded/${n}`);
    // A third of the examples unchanged, the others better by 10 points on average.
    const difference = (): number => (random.next() < 1 / 3 ? 0 : random.next() * 0.8 - 0.25);
    const share = shareOf(400, () => covers(comparePairedGraded(draw(n, difference)).ci, 0.1));
    expect(share).toBeGreaterThan(0.92);
  });

  it('finds a clear gain, with interval and p-value of one mind', () => {
    const random = createRandom('clear');
    const { ci, pValue, reliable } = comparePairedGraded(draw(60, () => random.next() * 0.6 - 0.1));
    expect(ci[0]).toBeGreaterThan(0);
    expect(pValue).toBeLessThan(0.001);
    expect(reliable).toBe(true);
  });
});
