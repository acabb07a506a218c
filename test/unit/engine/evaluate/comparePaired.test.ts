import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RedlineError } from '../../../../src/engine/errors';
import { comparePaired } from '../../../../src/engine/evaluate/comparePaired';
import { exactMcNemar, pairedBinaryInterval } from '../../../../src/engine/evaluate/pairedBinary';
import { createRandom } from '../../../../src/engine/evaluate/seededRandom';
import { covers } from './coverage';
import { evaluationOf, scored } from './scoredExamples';

const from = (scores: readonly (number | null)[]) =>
  evaluationOf(scores.map((score, i) => scored(`id-${i + 100}`, score)));

const binaryPairs = fc.array(fc.tuple(fc.constantFrom(0, 1), fc.constantFrom(0, 1)), {
  minLength: 1,
  maxLength: 60,
});
const unit = fc.double({ min: 0, max: 1, noNaN: true });
const gradedPairs = fc.array(fc.tuple(unit, unit), { minLength: 1, maxLength: 30 });

describe('comparePaired', () => {
  it('compares scores of 0 and 1 by the score interval and the exact test', () => {
    const comparison = comparePaired(from([0, 0, 0, 1, 1, 0, 1]), from([1, 1, 0, 1, 0, 1, 1]));
    const counts = { n: 7, onlyFirst: 1, onlySecond: 3 };
    expect(comparison.difference).toBeCloseTo(2 / 7, 12);
    expect(comparison.ci).toEqual(pairedBinaryInterval(counts));
    expect(comparison.pValue).toBe(exactMcNemar(counts));
    expect(comparison.reliable).toBe(true);
  });

  it('compares graded scores by bootstrap and sign flips, unreliable below 30', () => {
    const { difference, pValue, reliable } = comparePaired(from([0.5, 0.25, 0.75]), from([0.75, 0.5, 1]));
    expect(difference).toBeCloseTo(0.25, 12);
    expect(pValue).toBe(0.25);
    expect(reliable).toBe(false);
  });

  it.each([
    ['0 and 1', binaryPairs],
    ['graded scores', gradedPairs],
  ])('mirrors when swapped, holds the difference, ignores the order of rows: %s', (_, pairs) => {
    fc.assert(
      fc.property(pairs, fc.nat(), (scores, seed) => {
        const first = from(scores.map(([before]) => before));
        const second = from(scores.map(([, after]) => after));
        const there = comparePaired(first, second);
        const back = comparePaired(second, first);
        expect(covers(there.ci, there.difference)).toBe(true);
        expect(back.difference).toBeCloseTo(-there.difference, 12);
        expect(back.ci[0]).toBeCloseTo(-there.ci[1], 9);
        expect(back.ci[1]).toBeCloseTo(-there.ci[0], 9);
        expect(back.pValue).toBeCloseTo(there.pValue, 12);
        const shuffled = evaluationOf(createRandom(seed).shuffle(second.examples));
        expect(comparePaired(first, shuffled)).toEqual(there);
      }),
      { numRuns: 30 },
    );
  });

  it('refuses an evaluation with unanswered examples, saying how many', () => {
    expect(() => comparePaired(from([1, 0, null]), from([1, 0, 1]))).toThrow(
      /1 example has no answer\. Retry/,
    );
    expect(() => comparePaired(from([1, 0, 1]), from([null, 0, null]))).toThrow(/2 examples have no answer/);
  });

  it('refuses different examples, naming one', () => {
    const other = evaluationOf([scored('id-100', 1), scored('elsewhere', 0)]);
    expect(() => comparePaired(from([1, 0]), other)).toThrow(/id-101 is in one only/);
    expect(() => comparePaired(from([1]), other)).toThrow(/elsewhere is in one only/);
  });

  it('refuses nothing at all', () => {
    const nothing = { complete: true, failed: 0, examples: [] };
    expect(() => comparePaired(nothing, nothing)).toThrow(RedlineError);
  });
});
