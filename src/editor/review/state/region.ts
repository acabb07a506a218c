import type { Hunk } from '../../../engine/edit/hunk';
import type { Span } from '../../../engine/prompt/span';

/** What a region holds, in order: text that belongs to no hunk, or a hunk. */
export type Part = { literal: string } | { hunk: string };

/**
 * A stretch of the current text that belongs to review. Mostly it is the place of a single hunk. An edit by hand
 * that reaches past a hunk's edge, or over several hunks, joins what it touched into one region and keeps the
 * words around the hunks as literals: only when all of it reads right again are its hunks found again.
 */
export interface Region extends Span {
  parts: readonly Part[];
}

/** Which of its two texts stands at a hunk's place. */
export type Side = 'old' | 'new';

export interface ReadHunk extends Span {
  id: string;
  side: Side;
}

export type HunksById = ReadonlyMap<string, Hunk>;

/**
 * Reads `slice` as the parts one after the other, each hunk in either of its texts.
 * @returns the places of the hunks, relative to the slice; `undefined` when the slice can't be read that way.
 */
export function readParts(slice: string, parts: readonly Part[], hunks: HunksById): ReadHunk[] | undefined {
  // Dead ends by part and offset keep the search linear in parts × offsets.
  const deadEnds = new Set<string>();
  const read = (index: number, offset: number): ReadHunk[] | undefined => {
    const part = parts[index];
    if (part === undefined) return offset === slice.length ? [] : undefined;
    const key = `${index}:${offset}`;
    if (deadEnds.has(key)) return undefined;
    for (const { text, side } of readings(part, hunks)) {
      if (!slice.startsWith(text, offset)) continue;
      const end = offset + text.length;
      const rest = read(index + 1, end);
      if (rest === undefined) continue;
      return side === undefined || 'literal' in part
        ? rest
        : [{ id: part.hunk, start: offset, end, side }, ...rest];
    }
    deadEnds.add(key);
    return undefined;
  };
  return read(0, 0);
}

function readings(part: Part, hunks: HunksById): { text: string; side?: Side }[] {
  if ('literal' in part) return [{ text: part.literal }];
  const hunk = hunks.get(part.hunk);
  if (hunk === undefined) throw new Error(`No hunk ${part.hunk}.`);
  return [
    { text: hunk.newText, side: 'new' },
    { text: hunk.oldText, side: 'old' },
  ];
}

/** Drops empty literals and joins neighbouring ones. */
export function joinLiterals(parts: readonly Part[]): Part[] {
  const joined: Part[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if ('hunk' in part) joined.push(part);
    else if (last !== undefined && 'literal' in last)
      joined[joined.length - 1] = { literal: last.literal + part.literal };
    else if (part.literal !== '') joined.push(part);
  }
  return joined;
}
