import type { Span } from '../prompt/span';
import { BOUNDARY, findBoundaries, type BoundaryLookup } from './boundaries';
import { countWords, tokenize } from './tokens';
import { applyChanges, type Change } from './wordDiff';

/**
 * How much one hunk holds: `clause` for prose (a clause is decided on as a whole), `token` for methods that
 * replace single words (a hunk is one run of changed words).
 */
export type Granularity = 'clause' | 'token';

/** Changes of neighbouring clauses join when fewer unchanged words than this stand between them. */
export const MIN_WORDS_BETWEEN = 3;

/**
 * Joins neighbouring changes until each is an edit that a person can read and decide on by itself.
 *
 * In prose two changes join when they stand in one clause, or in neighbouring clauses of one sentence with fewer
 * than `MIN_WORDS_BETWEEN` unchanged words between them. Changes in different sentences or lines stay apart,
 * and so do changes with the border of an editable span between them. A boundary counts when both texts have it.
 *
 * @param changes in order and not touching, as `wordDiff` gives them
 * @param editable what an optimizer may change, offsets in `base`
 * @returns changes with the same outcome, whole words each, at least one unchanged character between two
 */
export function groupChanges(
  base: string,
  changes: readonly Change[],
  editable: readonly Span[],
  granularity: Granularity = 'clause',
): Change[] {
  const joins = granularity === 'token' ? joinsRun(base) : joinsClause(base, applyChanges(base, changes));
  const borders = editable.flatMap(({ start, end }) => [start, end]);
  const groups: Change[] = [];
  /** How far the new text has shifted behind the last change. */
  let shift = 0;
  for (const change of changes) {
    const last = groups.at(-1);
    const gap = { start: last?.end ?? 0, end: change.start };
    if (last && !crossesBorder(gap, borders) && joins(gap, shift)) {
      last.newText += base.slice(gap.start, gap.end) + change.newText;
      last.end = change.end;
    } else {
      groups.push({ ...change });
    }
    shift += change.newText.length - (change.end - change.start);
  }
  return groups.map((group) => trim(base, group)).filter(({ start, end, newText }) => start < end || newText);
}

type JoinRule = (gap: Span, shift: number) => boolean;

function joinsRun(base: string): JoinRule {
  return ({ start, end }) => /^[^\S\n]*$/.test(base.slice(start, end));
}

function joinsClause(base: string, next: string): JoinRule {
  const inBase: BoundaryLookup = findBoundaries(base);
  const inNext: BoundaryLookup = findBoundaries(next);
  return ({ start, end }, shift) => {
    const level = Math.min(inBase(start, end), inNext(start + shift, end + shift));
    if (level >= BOUNDARY.sentence) return false;
    if (level === BOUNDARY.none) return true;
    return countWords(base.slice(start, end), MIN_WORDS_BETWEEN) < MIN_WORDS_BETWEEN;
  };
}

/**
 * Whether joining would swallow a border between editable and protected text: one inside the gap, or one at each
 * of its ends (the gap is a template variable).
 */
function crossesBorder({ start, end }: Span, borders: readonly number[]): boolean {
  const touched = borders.filter((border) => start <= border && border <= end);
  return touched.some((border) => start < border && border < end) || new Set(touched).size > 1;
}

/** Leaves out the words and spaces that old and new text begin and end with. */
function trim(base: string, { start, end, newText }: Change): Change {
  const oldTokens = tokenize(base.slice(start, end));
  const newTokens = tokenize(newText);
  const shorter = Math.min(oldTokens.length, newTokens.length);
  let first = 0;
  while (first < shorter && oldTokens[first] === newTokens[first]) first++;
  let last = 0;
  while (last < shorter - first && oldTokens.at(-1 - last) === newTokens.at(-1 - last)) last++;
  const length = (tokens: string[]) => tokens.join('').length;
  return {
    start: start + length(oldTokens.slice(0, first)),
    end: end - length(oldTokens.slice(oldTokens.length - last)),
    newText: newTokens.slice(first, newTokens.length - last).join(''),
  };
}
