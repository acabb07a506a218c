import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bootstrapMean, meanOf } from '../../../../src/engine/evaluate/bootstrap';
import { createRandom, type SeededRandom } from '../../../../src/engine/evaluate/seededRandom';
import { wilsonInterval } from '../../../../src/engine/evaluate/wilson';
import { covers, draw, shareOf } from './coverage';

const UNIT: [number, number] = [0, 1];

const scores = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 60 });

type Graded = { name: string; mean: number; from: (random: SeededRandom) => () => number };

/** Kinds of graded score that metrics give. */
const GRADED: readonly Graded[] = [
  { name: 'uniform', mean: 0.5, from: (random) => () => random.next() },
  {
    name: 'token F1: many 0, many 1, the rest between',
    mean: 0.55,
    from: (random) => () => {
      const u = random.next();
      return u < 0.3 ? 0 : u < 0.7 ? 1 : random.next();
    },
  },
  { name: 'skewed to 0', mean: 0.2, from: (random) => () => random.next() ** 4 },
  { name: 'three samples of 0/1', mean: 0.5, from: (random) => threeSamples(random) },
];

describe('bootstrapMean', () => {
  it.each(GRADED)('covers the true mean of $name at n = 30 and 60', ({ name, mean, from }) => {
    for (const n of [30, 60]) {
      const random = createRandom(`bootstrap/${name}/${n}`);
      const value = from(random);
      const share = shareOf(700, () =>
        covers(
          bootstrapMean(draw(n, value), { range: UNIT, resamples: 1000, seed: random.integer(1e9) }).ci,
          mean,
        ),
      );
      expect(share).toBeGreaterThan(0.92);
      expect(share).toBeLessThan(0.985);
    }
  });

  it('treats the samples of one example as one, where taking them apart claims too much', () => {
    const random = createRandom('clusters');
    const together: boolean[] = [];
    const apart: boolean[] = [];
    for (let run = 0; run < 400; run++) {
      const examples = Array.from({ length: 30 }, () => {
        const easy = random.next() < 0.5 ? 0.9 : 0.1;
        return draw(8, () => (random.next() < easy ? 1 : 0));
      });
      const options = { range: UNIT, resamples: 600, seed: run };
      together.push(covers(bootstrapMean(examples.map(meanOf), options).ci, 0.5));
      apart.push(covers(bootstrapMean(examples.flat(), options).ci, 0.5));
    }
    expect(together.filter(Boolean).length / 400).toBeGreaterThan(0.92);
    expect(apart.filter(Boolean).length / 400).toBeLessThan(0.75);
  });

  it('holds the mean, stays in range and is the same for the same seed', () => {
    fc.assert(
      fc.property(scores, fc.integer(), (values, seed) => {
        const options = { range: UNIT, seed, resamples: 200 };
        const { ci } = bootstrapMean(values, options);
        expect(covers(ci, meanOf(values))).toBe(true);
        expect(ci[0]).toBeGreaterThanOrEqual(-1e-12);
        expect(ci[1]).toBeLessThanOrEqual(1 + 1e-12);
        expect(bootstrapMean(values, options).ci).toEqual(ci);
      }),
    );
  });

  it('mirrors when all values are negated', () => {
    const random = createRandom('mirror');
    const values = draw(40, () => random.next() - 0.4);
    const { ci } = bootstrapMean(values, { range: [-1, 1] });
    const mirrored = bootstrapMean(
      values.map((value) => -value),
      { range: [-1, 1] },
    ).ci;
    expect(mirrored[0]).toBeCloseTo(-ci[1], 12);
    expect(mirrored[1]).toBeCloseTo(-ci[0], 12);
  });

  it('is unreliable below 30 examples, and where hardly any differs from the rest', () => {
    const random = createRandom('reliable');
    const values = draw(30, () => random.next());
    expect(bootstrapMean(values, { range: UNIT }).reliable).toBe(true);
    expect(bootstrapMean(values.slice(1), { range: UNIT }).reliable).toBe(false);
    const mostlyZero = values.map((value, i) => (i < 9 ? value : 0));
    expect(bootstrapMean(mostlyZero, { range: UNIT }).reliable).toBe(false);
  });

  it('does not claim certainty from equal values', () => {
    const { ci, reliable } = bootstrapMean(
      draw(40, () => 1),
      { range: UNIT },
    );
    expect(reliable).toBe(false);
    expect(ci[0]).toBeCloseTo(wilsonInterval(40, 40)[0], 12);
    expect(ci[1]).toBe(1);
    const [low, high] = bootstrapMean([0.5], { range: UNIT }).ci;
    expect(high - low).toBeGreaterThan(0.7);
  });

  it('refuses an empty list', () => {
    expect(() => bootstrapMean([], { range: UNIT })).toThrow(RangeError);
  });
});

function threeSamples(random: SeededRandom): () => number {
  return () => {
    const chance = random.next();
    return meanOf(draw(3, () => (random.next() < chance ? 1 : 0)));
  };
}
