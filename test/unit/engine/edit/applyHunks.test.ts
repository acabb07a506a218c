import { describe, expect, it } from 'vitest';
import { applyHunks } from '../../../../src/engine/edit/applyHunks';
import { RedlineError } from '../../../../src/engine/errors';

const base = 'Sort it.\nName a label.';
const sort = { id: 's', start: 0, end: 4, oldText: 'Sort', newText: 'Read' };
const label = { id: 'l', start: 14, end: 15, oldText: 'a', newText: 'one' };
const end = { id: 'e', start: 22, end: 22, oldText: '', newText: ' Stop.' };

describe('applyHunks', () => {
  it('applies any subset in any order', () => {
    expect(applyHunks(base, [end, sort])).toBe('Read it.\nName a label. Stop.');
    expect(applyHunks(base, [label, end, sort])).toBe('Read it.\nName one label. Stop.');
  });

  it('refuses a hunk whose words no longer stand there, and says where', () => {
    const moved = () => applyHunks(`x${base}`, [label]);
    expect(moved).toThrow(RedlineError);
    expect(moved).toThrow(/2:5: The edit l does not fit.*optimize the text as it stands now/s);
  });

  it.each([
    ['past the end', { ...end, start: 30, end: 31, oldText: '' }],
    ['with an end before its start', { ...sort, start: 4, end: 0, oldText: '' }],
  ])('refuses a hunk %s', (_, hunk) => {
    expect(() => applyHunks(base, [hunk])).toThrow(RedlineError);
  });

  it('refuses hunks that overlap or stand at one place', () => {
    const wider = { id: 'w', start: 2, end: 7, oldText: 'rt it', newText: '' };
    expect(() => applyHunks(base, [sort, wider])).toThrow(/overlaps the edit s/);
    expect(() => applyHunks(base, [end, end])).toThrow(/overlaps/);
  });
});
