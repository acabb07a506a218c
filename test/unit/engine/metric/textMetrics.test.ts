import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMetric } from '../../../../src/engine/metric/metricRegistry';
import { tokenF1 } from '../../../../src/engine/metric/tokenF1';
import { normalizeText, SQUAD_NORMALIZATION } from '../../../../src/engine/metric/normalizeText';

function score(name: string, options: Record<string, unknown>, output: string, target: unknown): number {
  return createMetric({ name, weight: 1, options }).score({ output, target, inputs: {} });
}

describe('exact-match', () => {
  it('compares strictly, apart from whitespace around the answer', () => {
    expect(score('exact-match', {}, ' billing\n', 'billing')).toBe(1);
    expect(score('exact-match', {}, 'Billing', 'billing')).toBe(0);
    expect(score('exact-match', {}, 'billing.', 'billing')).toBe(0);
    expect(score('exact-match', { trim: false }, ' billing', 'billing')).toBe(0);
  });

  it('ignores case and punctuation when told to', () => {
    expect(score('exact-match', { case: 'ignore' }, 'Billing', 'billing')).toBe(1);
    expect(score('exact-match', { punctuation: 'ignore' }, '“billing”.', 'billing')).toBe(1);
    expect(score('exact-match', { punctuation: 'ignore' }, 'Billing.', 'billing')).toBe(0);
  });

  it('takes the squad preset, and options written beside it win', () => {
    expect(score('exact-match', { normalize: 'squad' }, 'The Eiffel Tower!', 'eiffel tower')).toBe(1);
    expect(score('exact-match', { normalize: 'squad', case: 'keep' }, 'Eiffel Tower', 'eiffel tower')).toBe(
      0,
    );
  });

  it('counts the best of several accepted answers, and numbers and booleans as text', () => {
    expect(score('exact-match', {}, 'Austria', ['Salzburg, Austria', 'Austria'])).toBe(1);
    expect(score('exact-match', {}, '42', 42)).toBe(1);
    expect(score('exact-match', {}, 'true', true)).toBe(1);
  });

  it('refuses a target that is an object', () => {
    expect(() => score('exact-match', {}, 'a', { a: 1 })).toThrow(/json-match can compare/);
    expect(() => score('exact-match', {}, 'a', [])).toThrow(/empty list/);
  });
});

describe('normalizeText with SQuAD settings', () => {
  it('agrees with the SQuAD script on its own kinds of difference', () => {
    const cases: [string, string][] = [
      ['The  cat, the hat & an egg.', 'cat hat egg'],
      ['well-known', 'wellknown'],
      ['“Théâtre” of the absurd', 'théâtre of absurd'],
      ['another theme', 'another theme'],
    ];
    for (const [text, wanted] of cases) expect(normalizeText(text, SQUAD_NORMALIZATION)).toBe(wanted);
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const once = normalizeText(text, SQUAD_NORMALIZATION);
        expect(normalizeText(once, SQUAD_NORMALIZATION)).toBe(once);
      }),
    );
  });
});

describe('f1', () => {
  it('is the harmonic mean of precision and recall over tokens', () => {
    // 2 of 3 answer tokens are right, 2 of 4 target tokens are found: 2·(2/3)(1/2)/(2/3+1/2) = 4/7.
    expect(tokenF1('blue whale sings', 'big blue whale calf')).toBeCloseTo(4 / 7, 12);
    expect(tokenF1('b b', 'b')).toBeCloseTo(2 / 3, 12);
    expect(tokenF1('the', 'an')).toBe(1);
    expect(tokenF1('the', 'whale')).toBe(0);
  });

  it('counts characters in scripts without spaces', () => {
    expect(tokenF1('东京都', '东京')).toBeCloseTo(0.8, 12);
  });

  it('takes the best accepted answer', () => {
    expect(score('f1', {}, 'in Austria', ['Salzburg, Austria', 'in austria'])).toBe(1);
  });

  it('stays within 0 and 1, is symmetric, and is 1 for equal texts', () => {
    const words = fc.array(fc.constantFrom('the', 'cat', 'sat', 'mat', '…', 'ü', '猫'), { maxLength: 8 });
    const text = fc.oneof(
      words.map((list) => list.join(' ')),
      fc.string({ unit: 'grapheme' }),
    );
    fc.assert(
      fc.property(text, text, (a, b) => {
        const forward = tokenF1(a, b);
        expect(forward).toBeGreaterThanOrEqual(0);
        expect(forward).toBeLessThanOrEqual(1);
        expect(tokenF1(b, a)).toBe(forward);
        expect(tokenF1(a, a)).toBe(1);
      }),
    );
  });
});

describe('contains', () => {
  it('finds any accepted answer, and minds case unless told not to', () => {
    expect(score('contains', {}, 'It is in Austria.', ['Salzburg', 'Austria'])).toBe(1);
    expect(score('contains', {}, 'It is in austria.', 'Austria')).toBe(0);
    expect(score('contains', { case: 'ignore' }, 'It is in austria.', 'Austria')).toBe(1);
  });

  it('refuses an empty target, which every answer contains', () => {
    expect(() => score('contains', {}, 'x', '')).toThrow(/empty text/);
  });
});
