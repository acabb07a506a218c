import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accept, reject } from '../../../../../src/editor/review/state/decide';
import {
  persistedStateSchema,
  persistState,
  restoreState,
} from '../../../../../src/editor/review/state/persistedReview';
import type { ReviewState } from '../../../../../src/editor/review/state/reviewState';
import { carryOut, hunk, review, reviewArbitrary, statuses, type } from './fixtures';

const base = 'Name the category.\n\nBe helpful.\n\nTicket: {{ticket}}\n';
const start = () =>
  review(
    base,
    hunk(base, 'name', 'the category', 'one category'),
    hunk(base, 'helpful', 'Be helpful.', 'Be brief.'),
  );

const decided = () => carryOut(accept(reject(start(), ['helpful']).state, ['name']));

/** As it comes back from the editor's storage. */
const stored = (state: ReviewState) =>
  persistedStateSchema.parse(JSON.parse(JSON.stringify(persistState(state))));

describe('a review that is kept and restored', () => {
  it('has the same decisions and places on the same text', () => {
    const restored = restoreState(stored(decided()), decided().text);
    expect(restored?.regions).toEqual(decided().regions);
    expect(restored && statuses(restored)).toEqual({ name: 'accepted', helpful: 'rejected' });
  });

  it('follows edits made while nobody watched', () => {
    const edited = type(decided(), 'Ticket:', 'The ticket of the customer:').text;
    const restored = restoreState(stored(decided()), `# Triage\n${edited}`);
    expect(restored && statuses(restored)).toEqual({ name: 'accepted', helpful: 'rejected' });
  });

  it('re-offers an accepted hunk whose document was closed without saving', () => {
    const restored = restoreState(stored(decided()), base);
    expect(restored && statuses(restored)).toEqual({ name: 'open', helpful: 'rejected' });
  });

  it('calls a hunk stale whose words have gone', () => {
    const restored = restoreState(stored(start()), base.replace('helpful', 'kind'));
    expect(restored && statuses(restored)).toEqual({ name: 'open', helpful: 'stale' });
  });

  it('is nothing when the record contradicts itself', () => {
    const record = stored(decided());
    expect(restoreState({ ...record, base: `${base} ` }, base)).toBeUndefined();
    expect(restoreState({ ...record, regions: record.regions.slice(1) }, base)).toBeUndefined();
    expect(restoreState({ ...record, regions: record.regions.toReversed() }, base)).toBeUndefined();
    expect(
      restoreState({ ...record, hunks: record.hunks.map((one) => ({ ...one, oldText: 'x' })) }, base),
    ).toBeUndefined();
  });

  it('restores any untouched review as it was', () => {
    fc.assert(
      fc.property(reviewArbitrary, fc.nat(4), ({ base: text, hunks }, pick) => {
        const id = hunks[pick % Math.max(1, hunks.length)]?.id ?? 'none';
        const state = carryOut(accept(review(text, ...hunks), [id]));
        const restored = restoreState(stored(state), state.text);
        expect(restored?.regions).toEqual(state.regions);
        expect(restored && statuses(restored)).toEqual(statuses(state));
      }),
    );
  });
});
