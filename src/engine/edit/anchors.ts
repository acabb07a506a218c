import { diffArrays } from 'diff';
import type { Span } from '../prompt/span';

/** A stretch of the base and the stretch of the other text that stands in its place. */
export interface Segment {
  base: Span;
  next: Span;
}

/** Shorter protected texts (a brace, a dash) stand everywhere and would anchor nothing. */
const MIN_ANCHOR_CHARS = 3;
/** Anchors that may come and go before a text is diffed without any. */
const MAX_ANCHOR_EDITS = 400;

/** What lies between the editable spans of a text, in order, none empty. */
export function protectedSpans(length: number, editable: readonly Span[]): Span[] {
  const spans: Span[] = [];
  let at = 0;
  for (const { start, end } of editable) {
    if (start > at) spans.push({ start: at, end: start });
    at = Math.max(at, end);
  }
  if (at < length) spans.push({ start: at, end: length });
  return spans;
}

/**
 * Divides two texts at the protected texts (template variables, front matter…) that both hold in the same
 * order. A diff made between these anchors never pairs the braces of a variable with other braces, so no hunk
 * cuts through a variable that the candidate kept.
 */
export function segmentsBetweenAnchors(base: string, next: string, editable: readonly Span[]): Segment[] {
  const texts = new Set(
    protectedSpans(base.length, editable)
      .map(({ start, end }) => base.slice(start, end))
      .filter((text) => text.trim().length >= MIN_ANCHOR_CHARS),
  );
  const segments: Segment[] = [];
  let baseAt = 0;
  let nextAt = 0;
  for (const [inBase, inNext] of matchAnchors(occurrences(base, texts), occurrences(next, texts))) {
    segments.push({ base: { start: baseAt, end: inBase.start }, next: { start: nextAt, end: inNext.start } });
    baseAt = inBase.end;
    nextAt = inNext.end;
  }
  segments.push({ base: { start: baseAt, end: base.length }, next: { start: nextAt, end: next.length } });
  return segments;
}

interface Occurrence extends Span {
  text: string;
}

/** Every place where one of `texts` stands, in order and without overlap; the longer of two at one place. */
function occurrences(text: string, texts: ReadonlySet<string>): Occurrence[] {
  const found: Occurrence[] = [];
  for (const wanted of texts) {
    for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + wanted.length)) {
      found.push({ start: at, end: at + wanted.length, text: wanted });
    }
  }
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  let reached = 0;
  return found.filter(({ start, end }) => {
    if (start < reached) return false;
    reached = end;
    return true;
  });
}

function matchAnchors(base: Occurrence[], next: Occurrence[]): [Occurrence, Occurrence][] {
  const texts = (anchors: Occurrence[]) => anchors.map((anchor) => anchor.text);
  const parts = diffArrays(texts(base), texts(next), { maxEditLength: MAX_ANCHOR_EDITS }) ?? [];
  const pairs: [Occurrence, Occurrence][] = [];
  let i = 0;
  let j = 0;
  for (const { count, added, removed } of parts) {
    if (!added && !removed) for (let k = 0; k < count; k++) pairs.push([base[i + k]!, next[j + k]!]);
    if (!added) i += count;
    if (!removed) j += count;
  }
  return pairs;
}
