import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyChanges, wordDiff } from '../../../../src/engine/edit/wordDiff';
import { pairArbitrary } from './promptTexts';

describe('wordDiff', () => {
  it('changes whole words', () => {
    expect(wordDiff('Sort the ticket.', 'Sort the tickets.')).toEqual([
      { start: 9, end: 15, newText: 'tickets' },
    ]);
  });

  it('leads from one text to the other at every limit', () => {
    fc.assert(
      fc.property(pairArbitrary, fc.nat(12), ([base, next], limit) => {
        expect(applyChanges(base, wordDiff(base, next, limit))).toBe(next);
      }),
      { numRuns: 300 },
    );
  });

  it('falls back to lines, with words inside the lines that changed little', () => {
    const base = 'keep this\none two three four\nkeep that\nold words here now\nend';
    const next = 'keep this\none two 3 four\nkeep that\nother text in this place\nend';
    const changes = wordDiff(base, next, 8);
    expect(changes.map(({ start, end, newText }) => [base.slice(start, end), newText])).toEqual([
      ['three', '3'],
      ['old words here now', 'other text in this place'],
    ]);
  });

  it('falls back to one replacement between the common ends', () => {
    const base = 'First. one two three four five. Last.';
    const next = 'First. six seven eight nine ten. Last.';
    expect(wordDiff(base, next, 1)).toEqual([{ start: 7, end: 30, newText: 'six seven eight nine ten' }]);
  });

  it('compares two long texts that share nothing', () => {
    const words = (prefix: string) => Array.from({ length: 25_000 }, (_, i) => `${prefix}${i}`).join(' ');
    expect(applyChanges(words('a'), wordDiff(words('a'), words('b')))).toBe(words('b'));
  });

  it('finds a small change in a prompt of 200 000 characters', () => {
    const lines = Array.from(
      { length: 4_000 },
      (_, i) => `Rule ${i}: read the ticket, then name its one label.`,
    );
    const base = lines.join('\n');
    const next = lines.with(2_000, 'Rule 2000: read the ticket twice, then name its one label.').join('\n');
    expect(wordDiff(base, next).map((change) => change.newText)).toEqual([' twice']);
  });
});
