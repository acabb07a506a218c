import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bootstrapMean } from '../../../../src/engine/evaluate/bootstrap';
import { meanInterval } from '../../../../src/engine/evaluate/meanInterval';
import { createRandom } from '../../../../src/engine/evaluate/seededRandom';
import { wilsonInterval } from '../../../../src/engine/evaluate/wilson';
import { scored } from './scoredExamples';

const list = (scores: readonly (number | null)[]) => scores.map((score, i) => scored(`id-${i + 100}`, score));

describe('meanInterval', () => {
  it("is Wilson's for scores of 0 and 1 from one sample, and reliable however few", () => {
    const { mean, ci, reliable } = meanInterval(list([1, 1, 0, 1]));
    expect(mean).toBe(0.75);
    expect(ci).toEqual(wilsonInterval(3, 4));
    expect(reliable).toBe(true);
  });

  it('is the bootstrap for graded scores, and unreliable below 30', () => {
    const { ci, reliable } = meanInterval(list([0.5, 0.25, 1]));
    expect(ci).toEqual(bootstrapMean([0.5, 0.25, 1], { range: [0, 1] }).ci);
    expect(reliable).toBe(false);
  });

  it('is the bootstrap for 0 and 1 that are means of several samples', () => {
    const twice = list([1, 0, 1, 1]).map((example) => ({
      ...example,
      samples: [example.score!, example.score!],
    }));
    expect(meanInterval(twice).reliable).toBe(false);
    expect(meanInterval(twice).ci).not.toEqual(wilsonInterval(3, 4));
  });

  it('leaves out examples without an answer instead of scoring them 0', () => {
    expect(meanInterval(list([1, null, 0, 1, 1])).mean).toBe(0.75);
    expect(meanInterval(list([null, null]))).toEqual({ mean: null, ci: null, reliable: false });
  });

  it('does not depend on the order of the examples', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 }),
        fc.nat(),
        (scores, seed) => {
          const rows = list(scores);
          expect(meanInterval(createRandom(seed).shuffle(rows))).toEqual(meanInterval(rows));
        },
      ),
      { numRuns: 30 },
    );
  });
});
