import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMetric } from '../../../../src/engine/metric/metricRegistry';

function metric(name: string, options: Record<string, unknown>) {
  return createMetric({ name, weight: 1, options });
}

function score(name: string, options: Record<string, unknown>, output: string, target: unknown): number {
  return metric(name, options).score({ output, target, inputs: {} });
}

describe('regex', () => {
  it('searches with the target or with the option pattern', () => {
    expect(score('regex', {}, 'the answer is 42', '\\b4\\d\\b')).toBe(1);
    expect(score('regex', { pattern: '^yes|no$', flags: 'i' }, 'NO', null)).toBe(1);
    expect(score('regex', { pattern: 'yes', match: 'full' }, 'yes!', null)).toBe(0);
  });

  it('needs a target only without a pattern', () => {
    expect(metric('regex', {}).needsTarget).toBe(true);
    expect(metric('regex', { pattern: 'a' }).needsTarget).toBe(false);
  });

  it('answers at once where a backtracking engine would not come back', () => {
    expect(score('regex', { pattern: '^(a+)+$' }, `${'a'.repeat(50_000)}b`, null)).toBe(0);
    expect(score('regex', { pattern: '(x+x+)+y' }, 'x'.repeat(20_000), null)).toBe(0);
  });

  it('names what a pattern may not hold', () => {
    expect(() => metric('regex', { pattern: 'a(?=b)' })).toThrow(/[Ll]ookahead/);
    expect(() => metric('regex', { pattern: '(' })).toThrow(/not a usable regular expression/);
    expect(() => metric('regex', { pattern: 'a', flags: 'g' })).toThrow(/flag "g"; known flags: i, m, s/);
    expect(metric('regex', {}).targetProblem('(')).toMatch(/not a usable regular expression/);
  });
});

describe('json-match', () => {
  it('compares values, not texts', () => {
    expect(score('json-match', {}, '{"b": [1, 2], "a": null}', { a: null, b: [1, 2] })).toBe(1);
    expect(score('json-match', {}, '{"a": 1, "c": 2}', { a: 1 })).toBe(0);
    expect(score('json-match', {}, '{"a": "1"}', { a: 1 })).toBe(0);
  });

  it('reads a target that is text, as a csv cell holds it', () => {
    expect(score('json-match', {}, '{"a":1}', '{ "a": 1 }')).toBe(1);
    expect(metric('json-match', {}).targetProblem('{a: 1}')).toMatch(/not JSON/);
  });

  it('takes strict JSON only, and a fence only when allowed', () => {
    const fenced = '```json\n{"a": 1}\n```';
    expect(score('json-match', {}, fenced, { a: 1 })).toBe(0);
    expect(score('json-match', { fence: 'allow' }, fenced, { a: 1 })).toBe(1);
    expect(score('json-match', { fence: 'allow' }, `Here you are:\n${fenced}`, { a: 1 })).toBe(0);
    expect(score('json-match', {}, "{'a': 1}", { a: 1 })).toBe(0);
    expect(score('json-match', {}, '{"a": 1} ok', { a: 1 })).toBe(0);
  });

  it('compares only the named keys', () => {
    const target = { city: 'Graz', note: 'x' };
    expect(score('json-match', { keys: ['city'] }, '{"city": "Graz", "note": "y"}', target)).toBe(1);
    expect(score('json-match', { keys: ['city'] }, '{"note": "x"}', target)).toBe(0);
    expect(score('json-match', { keys: ['city'] }, '["Graz"]', target)).toBe(0);
    expect(metric('json-match', { keys: ['town'] }).targetProblem(target)).toMatch(/no key "town"/);
  });

  it('finds any JSON value equal to itself', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const written = JSON.stringify(value);
        const target = JSON.parse(written) as unknown;
        fc.pre(typeof target !== 'string');
        expect(score('json-match', {}, ` ${written}\n`, target)).toBe(1);
      }),
    );
  });
});
