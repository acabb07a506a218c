import type { Candidate, Rationale } from '../optimize/proposal';
import type { Span } from '../prompt/span';
import {
  changedRun,
  holeBetween,
  runEnd,
  slicePieces,
  subtract,
  union,
  within,
  type Piece,
  type Removal,
  type State,
} from './pieces';
import { replayEdits } from './replayEdits';
import { wordDiff } from './wordDiff';

/** What lineage needs of a candidate. */
export type LineageStep = Pick<Candidate, 'text' | 'edits'>;

/** A changed place: `base[base.start, base.end)` became `final[final.start, final.end)`. */
export interface LineageRegion {
  base: Span;
  final: Span;
  /** Indexes into `Lineage.rationales` of the edits that made it, ascending. */
  edits: number[];
}

/** Which edits made which changes on the way from the seed prompt to the final one. */
export interface Lineage {
  /** One per edit, in the order in which they were applied. */
  rationales: Rationale[];
  /** Ordered, not touching; everything between them is unchanged text. */
  regions: LineageRegion[];
}

/**
 * Composes the edits of a chain of candidates, from the seed prompt (first) to the final one (last). Each edit is
 * narrowed to the words that it changes, so that words quoted in `find` for uniqueness count for nothing. Text
 * written over text that an earlier edit wrote carries both; what a later edit restores carries none.
 *
 * A step without edits whose text differs from its parent's is taken as written for no reason given.
 *
 * @throws RedlineError (internal) when the edits of a step don't lead to its text
 */
export function composeLineage(chain: readonly LineageStep[]): Lineage {
  const [seed, ...steps] = chain;
  const base = seed?.text ?? '';
  const rationales: Rationale[] = [];
  let state: State = { pieces: base ? [{ text: base, base: 0, edits: [] }] : [], removals: [] };
  let parent = base;
  for (const step of steps) {
    if (step.edits.length === 0) {
      state = replaceWords(state, base, 0, parent, step.text, []);
    } else {
      for (const { edit, at } of replayEdits(parent, step.edits, step.text)) {
        const index = rationales.push(edit.why) - 1;
        state = replaceWords(state, base, at, edit.find, edit.replace, [index]);
      }
    }
    parent = step.text;
  }
  return { rationales, regions: regionsOf(state, base) };
}

/** Applies `find` → `replace` at `at`, word by word from the end so that offsets stay good. */
function replaceWords(
  state: State,
  base: string,
  at: number,
  find: string,
  replace: string,
  edits: number[],
): State {
  return wordDiff(find, replace).reduceRight((current, { start, end, newText }) => {
    const span = { start: at + start, end: at + end };
    return restoreUndone(replaceSpan(current, base, span, newText, edits), base, span.start);
  }, state);
}

function replaceSpan(
  { pieces, removals }: State,
  base: string,
  span: Span,
  newText: string,
  edits: number[],
): State {
  const before = slicePieces(pieces, 0, span.start);
  const taken = slicePieces(pieces, span.start, span.end);
  const after = slicePieces(pieces, span.end, Infinity);
  const overwritten = taken.flatMap((piece) => piece.edits);
  const hole = holeBetween(before, after, base);
  const next: Removal[] = taken
    .filter((piece) => piece.base !== null)
    .map((piece) => ({ start: piece.base!, end: piece.base! + piece.text.length, edits }));
  // Taking out what replaced base text has a share in that base text's being gone.
  const earlier = removals.map((removal) =>
    overwritten.length > 0 && within(removal, hole)
      ? { ...removal, edits: union(removal.edits, edits) }
      : removal,
  );
  const written = newText ? [{ text: newText, base: null, edits: union(overwritten, edits) }] : [];
  return { pieces: [...before, ...written, ...after], removals: [...earlier, ...next] };
}

/** Where the changed place at `offset` holds base words again, makes them base text again. */
function restoreUndone({ pieces, removals }: State, base: string, offset: number): State {
  const { first, last } = changedRun(pieces, offset);
  const run = pieces.slice(first, last);
  const hole = holeBetween(pieces.slice(0, first), pieces.slice(last), base);
  const removed = base.slice(hole.start, hole.end);
  const written = run.map((piece) => piece.text).join('');
  if (removed === '' || written === '') return { pieces, removals };

  const rebuilt: Piece[] = [];
  const restored: Span[] = [];
  let baseAt = hole.start;
  let writtenAt = 0;
  const keep = (length: number) => {
    if (length === 0) return;
    rebuilt.push({ text: base.slice(baseAt, baseAt + length), base: baseAt, edits: [] });
    restored.push({ start: baseAt, end: baseAt + length });
    baseAt += length;
    writtenAt += length;
  };
  for (const { start, end, newText } of wordDiff(removed, written)) {
    keep(hole.start + start - baseAt);
    rebuilt.push(...slicePieces(run, writtenAt, writtenAt + newText.length));
    writtenAt += newText.length;
    baseAt += end - start;
  }
  keep(hole.end - baseAt);
  return {
    pieces: [...pieces.slice(0, first), ...rebuilt, ...pieces.slice(last)],
    removals: removals.flatMap((removal) => subtract(removal, restored)),
  };
}

function regionsOf({ pieces, removals }: State, base: string): LineageRegion[] {
  const regions: LineageRegion[] = [];
  let finalAt = 0;
  for (let index = 0; index <= pieces.length;) {
    const last = runEnd(pieces, index);
    const hole = holeBetween(pieces.slice(0, index), pieces.slice(last), base);
    const written = pieces.slice(index, last);
    const length = written.reduce((sum, piece) => sum + piece.text.length, 0);
    if (length > 0 || hole.end > hole.start) {
      const removed = removals.filter((removal) => within(removal, hole)).flatMap((removal) => removal.edits);
      const edits = union(
        removed,
        written.flatMap((piece) => piece.edits),
      );
      regions.push({ base: hole, final: { start: finalAt, end: finalAt + length }, edits });
    }
    finalAt += length + (pieces[last]?.text.length ?? 0);
    index = last + 1;
  }
  return regions;
}
