import { describe, expect, it } from 'vitest';
import { accept, reject } from '../../../../../src/editor/review/state/decide';
import {
  hunkAtOrNearest,
  hunkCounts,
  hunkEditedAt,
  nextHunk,
  openHunkAt,
  openHunks,
  previousHunk,
} from '../../../../../src/editor/review/state/selectors';
import { carryOut, hunk, review, type } from './fixtures';

const base = 'one two three four five six';
const state = review(
  base,
  hunk(base, 'two', 'two', '2'),
  hunk(base, 'four', 'four', '4'),
  hunk(base, 'six', 'six', '6'),
);
const idOf = (place: { hunk: { id: string } } | undefined) => place?.hunk.id;

describe('the hunk at or nearest an offset', () => {
  it('is the one that holds it, edges included', () => {
    expect(idOf(hunkAtOrNearest(state, base.indexOf('four')))).toBe('four');
    expect(idOf(hunkAtOrNearest(state, base.indexOf('four') + 4))).toBe('four');
  });

  it('is else the nearest open one, the preferred among equals', () => {
    expect(idOf(hunkAtOrNearest(state, 0))).toBe('two');
    const close = review('ab--cd', hunk('ab--cd', 'ab', 'ab', 'x'), hunk('ab--cd', 'cd', 'cd', 'y'));
    expect(idOf(hunkAtOrNearest(close, 3))).toBe('ab');
    expect(idOf(hunkAtOrNearest(close, 3, 'cd'))).toBe('cd');
    expect(idOf(hunkAtOrNearest(reject(state, ['four']).state, base.indexOf('four')))).toBe('two');
  });

  it('is nothing when no hunk is open', () => {
    expect(hunkAtOrNearest(reject(state, ['two', 'four', 'six']).state, 0)).toBeUndefined();
  });
});

it('tells a cursor in an open hunk, in one edited by hand and in neither apart', () => {
  const edited = type(state, 'four', 'vier');
  const within = edited.text.indexOf('vier') + 2;
  expect(idOf(hunkEditedAt(edited, within))).toBe('four');
  expect(openHunkAt(edited, within)).toBeUndefined();
  expect(hunkEditedAt(edited, 0)).toBeUndefined();
  expect(idOf(openHunkAt(edited, base.indexOf('two') + 1))).toBe('two');
});

describe('next and previous', () => {
  it('go from hunk to hunk and wrap around', () => {
    expect(idOf(nextHunk(state, 0))).toBe('two');
    expect(idOf(nextHunk(state, base.indexOf('two'), 'two'))).toBe('four');
    expect(idOf(nextHunk(state, base.indexOf('six'), 'six'))).toBe('two');
    expect(idOf(previousHunk(state, base.indexOf('two'), 'two'))).toBe('six');
    expect(idOf(previousHunk(state, base.indexOf('five')))).toBe('four');
  });

  it('start from the cursor when it has left the current hunk', () => {
    expect(idOf(nextHunk(state, base.indexOf('five'), 'two'))).toBe('six');
  });

  it('pass over decided hunks', () => {
    const decided = carryOut(accept(state, ['four']));
    expect(idOf(nextHunk(decided, base.indexOf('two'), 'two'))).toBe('six');
  });
});

it('counts hunks by status and keeps their numbers', () => {
  const mixed = type(reject(carryOut(accept(state, ['two'])), ['six']).state, 'four', 'vier');
  expect(hunkCounts(mixed)).toEqual({ total: 3, open: 0, accepted: 1, rejected: 1, stale: 1 });
  const decided = carryOut(accept(state, ['two']));
  expect(openHunks(decided).map(({ number }) => number)).toEqual([2, 3]);
});
