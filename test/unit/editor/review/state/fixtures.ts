import fc from 'fast-check';
import type { Hunk } from '../../../../../src/engine/edit/hunk';
import {
  changeContent,
  createReview,
  type ReviewState,
} from '../../../../../src/editor/review/state/reviewState';
import { hunkPlaces, type HunkStatus } from '../../../../../src/editor/review/state/selectors';
import { accept, reject, type Decided } from '../../../../../src/editor/review/state/decide';

/** A hunk named after its first place in the base; `oldText` empty needs an explicit `at`. */
export function hunk(base: string, id: string, oldText: string, newText: string, at?: number): Hunk {
  const start = at ?? base.indexOf(oldText);
  if (start < 0) throw new Error(`"${oldText}" is not in the base text.`);
  return { id, start, end: start + oldText.length, oldText, newText, rationales: [], effect: null };
}

/** Puts the decision's edit into the text, as the document would. */
export function carryOut({ state, changes }: Decided): ReviewState {
  return changeContent(state, changes);
}

/** Decides on every open hunk at once. */
export function acceptAll(state: ReviewState): Decided {
  return accept(state, idsOf(state));
}

export function rejectAll(state: ReviewState): Decided {
  return reject(state, idsOf(state));
}

function idsOf({ hunks }: ReviewState): string[] {
  return hunks.map(({ id }) => id);
}

/** The base text with the accepted hunks, and nothing else, applied. */
export function acceptedText(state: ReviewState): string {
  const accepted = hunkPlaces(state).filter(({ status }) => status === 'accepted');
  return accepted.reduceRight(
    (text, { hunk: { start, end, newText } }) => text.slice(0, start) + newText + text.slice(end),
    state.base,
  );
}

/** Replaces `find`, which stands once in the text, as a person would by hand. */
export function type(state: ReviewState, find: string, text: string): ReviewState {
  const start = state.text.indexOf(find);
  if (start < 0) throw new Error(`"${find}" is not in "${state.text}".`);
  return changeContent(state, [{ start, end: start + find.length, text }]);
}

export function statuses(state: ReviewState): Record<string, HunkStatus> {
  return Object.fromEntries(hunkPlaces(state).map(({ hunk: { id }, status }) => [id, status]));
}

export function review(base: string, ...hunks: Hunk[]): ReviewState {
  return createReview(base, hunks);
}

const word = fc.constantFrom('the', 'cat', 'a', ' ', '\n', '. ', 'Be', '😀', 'x', ' the cat ', '');
const words = fc.array(word, { maxLength: 4 }).map((list) => list.join(''));

/** Bases with hunks that may touch, be empty on one side and repeat the same few words. */
export const reviewArbitrary = fc
  .array(fc.record({ gap: words, oldText: words, newText: words }), { maxLength: 5 })
  .chain((pieces) => fc.record({ pieces: fc.constant(pieces), tail: words }))
  .map(({ pieces, tail }) => {
    let base = '';
    const hunks: Hunk[] = [];
    for (const { gap, oldText, newText } of pieces) {
      base += gap;
      if (oldText !== newText) {
        hunks.push({
          ...{ id: `h${hunks.length}`, start: base.length, end: base.length + oldText.length },
          ...{ oldText, newText, rationales: [], effect: null },
        });
      }
      base += oldText;
    }
    return { base: base + tail, hunks };
  });

export { words };
