import type { Span } from '../prompt/span';

/** How strongly a place divides a text. */
export const BOUNDARY = { none: 0, clause: 1, sentence: 2, line: 3, blankLine: 4 } as const;
export type BoundaryLevel = (typeof BOUNDARY)[keyof typeof BOUNDARY];

interface Zone extends Span {
  level: BoundaryLevel;
}

/** The strongest boundary that touches `[from, to]`, both ends included. */
export type BoundaryLookup = (from: number, to: number) => BoundaryLevel;

const CLOSING = `["')\\]”’»*_\`]*`;
const WIDE_CLOSING = '[」』”’）]*';
const SPACES = '[^\\S\\n]*';

/**
 * One match per boundary. A full stop counts only before white space; before a lower-case letter it may be an
 * abbreviation (`e.g. this`) and divides clauses only; behind the number of a list item it divides nothing.
 */
const PATTERN = new RegExp(
  [
    `(?<blankLine>(?<![^\\S\\n])${SPACES}\\n(?:${SPACES}\\n)+${SPACES})`,
    `(?<line>(?<![^\\S\\n])${SPACES}\\n${SPACES})`,
    `(?<sentence>(?<!^${SPACES}\\d+)[.!?…]+${CLOSING}(?=${SPACES}(?:$|[^\\p{Ll}\\s]))(?=\\s|$)${SPACES})`,
    `(?<wideSentence>[。！？｡]+${WIDE_CLOSING}${SPACES})`,
    `(?<clause>(?<!^${SPACES}\\d+)[.!?…,;:]+${CLOSING}(?=\\s|$)${SPACES}|—${SPACES}|[，；：、]${SPACES})`,
  ].join('|'),
  'gmu',
);

/**
 * Finds where a text's lines, sentences and clauses meet. A boundary reaches from behind the closing mark to the
 * next word; both ends of the text count as blank lines.
 */
export function findBoundaries(text: string): BoundaryLookup {
  const zones: Zone[] = [{ start: 0, end: 0, level: BOUNDARY.blankLine }];
  for (const match of text.matchAll(PATTERN)) zones.push(zoneOf(match));
  zones.push({ start: text.length, end: text.length, level: BOUNDARY.blankLine });
  return (from, to) => {
    let level: BoundaryLevel = BOUNDARY.none;
    for (let i = firstEndingAt(zones, from); i < zones.length && zones[i]!.start <= to; i++) {
      if (zones[i]!.level > level) level = zones[i]!.level;
    }
    return level;
  };
}

function zoneOf(match: RegExpExecArray): Zone {
  const end = match.index + match[0].length;
  const { blankLine, line, sentence, wideSentence } = match.groups!;
  if (blankLine !== undefined) return { start: match.index, end, level: BOUNDARY.blankLine };
  if (line !== undefined) return { start: match.index, end, level: BOUNDARY.line };
  const start = match.index + match[0].trimEnd().length;
  const isSentence = (sentence ?? wideSentence) !== undefined;
  return { start, end, level: isSentence ? BOUNDARY.sentence : BOUNDARY.clause };
}

/** Index of the first zone whose end is at or behind `offset`, by bisection. */
function firstEndingAt(zones: readonly Zone[], offset: number): number {
  let low = 0;
  let high = zones.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (zones[middle]!.end < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
