import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accept, reject, undoDecision } from '../../../../../src/editor/review/state/decide';
import {
  changeContent,
  createReview,
  type ReviewState,
} from '../../../../../src/editor/review/state/reviewState';
import { candidateText, hunkPlaces } from '../../../../../src/editor/review/state/selectors';
import type { TextChange } from '../../../../../src/editor/review/state/textChange';
import { acceptAll, acceptedText, carryOut, rejectAll, reviewArbitrary, statuses, words } from './fixtures';

interface Step {
  kind: 'accept' | 'reject' | 'undoDecision' | 'edit' | 'undo' | 'redo' | 'acceptAll' | 'rejectAll';
  pick: number;
  from: number;
  to: number;
  text: string;
  /** Whether the reducer has forgotten earlier texts, as after a reload. */
  forget: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom<Step['kind']>(
    'accept',
    'reject',
    'undoDecision',
    'edit',
    'undo',
    'redo',
    'acceptAll',
    'rejectAll',
  ),
  pick: fc.nat(4),
  from: fc.nat(60),
  to: fc.nat(60),
  text: words,
  forget: fc.boolean(),
});

/** A document with the editor's own linear undo stack, driving a review as VS Code would. */
class Document {
  readonly #past: string[] = [];
  readonly #future: string[] = [];
  constructor(public state: ReviewState) {}

  run({ kind, pick, from, to, text }: Step): void {
    const id = this.state.hunks[pick % Math.max(1, this.state.hunks.length)]?.id ?? 'none';
    if (kind === 'undo') this.#travel(this.#past, this.#future);
    else if (kind === 'redo') this.#travel(this.#future, this.#past);
    else if (kind === 'edit') {
      const length = this.state.text.length;
      const [start = 0, end = 0] = [Math.min(from, length), Math.min(to, length)].sort((a, b) => a - b);
      this.#edit([{ start, end, text }]);
    } else {
      const decided = {
        accept: () => accept(this.state, [id]),
        reject: () => reject(this.state, [id]),
        undoDecision: () => undoDecision(this.state),
        acceptAll: () => acceptAll(this.state),
        rejectAll: () => rejectAll(this.state),
      }[kind]();
      this.state = decided.state;
      this.#edit(decided.changes);
    }
  }

  #edit(changes: readonly TextChange[]): void {
    const before = this.state.text;
    this.state = changeContent(this.state, changes);
    if (this.state.text === before) return;
    this.#past.push(before);
    this.#future.length = 0;
  }

  #travel(from: string[], to: string[]): void {
    const text = from.pop();
    if (text === undefined) return;
    to.push(this.state.text);
    this.state = changeContent(this.state, [{ start: 0, end: this.state.text.length, text }]);
  }
}

function expectSound(state: ReviewState): void {
  let reached = 0;
  for (const { start, end, parts } of state.regions) {
    expect(start).toBeGreaterThanOrEqual(reached);
    expect(end).toBeGreaterThanOrEqual(start);
    expect(end).toBeLessThanOrEqual(state.text.length);
    expect(parts.length).toBeGreaterThan(0);
    reached = end;
  }
  const ids = state.regions.flatMap(({ parts }) =>
    parts.flatMap((part) => ('hunk' in part ? [part.hunk] : [])),
  );
  expect(ids).toEqual(state.hunks.map(({ id }) => id));
}

const runs = { numRuns: 500 };

describe('any review', () => {
  it('ends in the candidate when all is accepted and in the base when all is rejected', () => {
    fc.assert(
      fc.property(reviewArbitrary, ({ base, hunks }) => {
        const state = createReview(base, hunks);
        expect(carryOut(acceptAll(state)).text).toBe(candidateText(state));
        const rejected = rejectAll(state);
        expect(rejected.changes).toEqual([]);
        expect(rejected.state.text).toBe(base);
      }),
      runs,
    );
  });

  it('ends in the same text and statuses whatever the order of decisions', () => {
    fc.assert(
      fc.property(
        reviewArbitrary.chain(({ base, hunks }) =>
          fc.record({
            base: fc.constant(base),
            hunks: fc.constant(hunks),
            accepted: fc.subarray(hunks.map(({ id }) => id)),
            order: fc.shuffledSubarray(
              hunks.map(({ id }) => id),
              { minLength: hunks.length },
            ),
          }),
        ),
        ({ base, hunks, accepted, order }) => {
          let state = createReview(base, hunks);
          for (const id of order) state = carryOut((accepted.includes(id) ? accept : reject)(state, [id]));
          expect(state.text).toBe(acceptedText(state));
          for (const { hunk, status } of hunkPlaces(state)) {
            expect(status).toBe(accepted.includes(hunk.id) ? 'accepted' : 'rejected');
          }
        },
      ),
      runs,
    );
  });

  it('keeps every region in range, in order and disjoint through any steps', () => {
    fc.assert(
      fc.property(reviewArbitrary, fc.array(step, { maxLength: 20 }), ({ base, hunks }, steps) => {
        const document = new Document(createReview(base, hunks));
        for (const next of steps) {
          if (next.forget) document.state = { ...document.state, seen: new Map() };
          document.run(next);
          expectSound(document.state);
        }
      }),
      runs,
    );
  });

  it('applies an accept only over the old text, and lets the rest of the document be', () => {
    fc.assert(
      fc.property(reviewArbitrary, fc.array(step, { maxLength: 12 }), ({ base, hunks }, steps) => {
        const document = new Document(createReview(base, hunks));
        for (const next of steps) document.run(next);
        const { state } = document;
        for (const { hunk, status } of hunkPlaces(state)) {
          const { changes } = accept(state, [hunk.id]);
          if (status !== 'open') {
            expect(changes).toEqual([]);
            continue;
          }
          const [change] = changes;
          expect(state.text.slice(change?.start, change?.end)).toBe(hunk.oldText);
          expect(change?.text).toBe(hunk.newText);
          const after = statuses(carryOut(accept(state, [hunk.id])));
          expect(after).toEqual({ ...statuses(state), [hunk.id]: 'accepted' });
        }
      }),
      runs,
    );
  });

  it('is exactly as before when the editor undoes what was done, and as after when it redoes it', () => {
    fc.assert(
      fc.property(
        reviewArbitrary,
        fc.array(step, { maxLength: 8 }),
        fc.array(fc.record({ from: fc.nat(60), to: fc.nat(60), text: words }), { maxLength: 5 }),
        ({ base, hunks }, steps, edits) => {
          const document = new Document(createReview(base, hunks));
          for (const next of steps) document.run(next);
          const before = statuses(document.state);
          const { text, regions } = document.state;
          for (const edit of edits) document.run({ kind: 'edit', pick: 0, forget: false, ...edit });
          const after = { text: document.state.text, statuses: statuses(document.state) };
          while (document.state.text !== text) document.run({ ...blank, kind: 'undo' });
          expect(document.state.regions).toEqual(regions);
          expect(statuses(document.state)).toEqual(before);
          for (let tries = edits.length; document.state.text !== after.text && tries > 0; tries -= 1) {
            document.run({ ...blank, kind: 'redo' });
          }
          expect(document.state.text).toBe(after.text);
          expect(statuses(document.state)).toEqual(after.statuses);
        },
      ),
      runs,
    );
  });

  it('never lets an edit away from a hunk change what the hunk is', () => {
    fc.assert(
      fc.property(reviewArbitrary, fc.nat(60), fc.nat(60), words, ({ base, hunks }, from, to, text) => {
        const state = createReview(base, hunks);
        const [start = 0, end = 0] = [Math.min(from, base.length), Math.min(to, base.length)].sort(
          (a, b) => a - b,
        );
        const apart = hunks.filter((hunk) => hunk.end < start || hunk.start > end).map(({ id }) => id);
        const after = statuses(changeContent(state, [{ start, end, text }]));
        for (const id of apart) expect(after[id]).toBe('open');
      }),
      runs,
    );
  });

  it('takes back the last decision to exactly the state before it', () => {
    fc.assert(
      fc.property(reviewArbitrary, fc.nat(4), fc.boolean(), ({ base, hunks }, pick, accepting) => {
        const state = createReview(base, hunks);
        const id = hunks[pick % Math.max(1, hunks.length)]?.id ?? 'none';
        const decided = carryOut((accepting ? accept : reject)(state, [id]));
        const back = carryOut(undoDecision(decided));
        expect(back.text).toBe(base);
        expect(back.regions).toEqual(state.regions);
        expect(statuses(back)).toEqual(statuses(state));
      }),
      runs,
    );
  });
});

const blank = { pick: 0, from: 0, to: 0, text: '', forget: false };
