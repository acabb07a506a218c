import type { Span } from '../prompt/span';

/** A piece of the text as it stands: unchanged text of the base, or text that edits wrote. */
export interface Piece {
  text: string;
  /** Offset in the base text, `null` for written text. */
  base: number | null;
  /** Edits behind written text. */
  edits: number[];
}

/** Base text that edits took out. */
export interface Removal extends Span {
  edits: number[];
}

export interface State {
  pieces: Piece[];
  removals: Removal[];
}

/** The run of written pieces that touches `offset`, as indexes into `pieces`. */
export function changedRun(pieces: readonly Piece[], offset: number): { first: number; last: number } {
  let first = 0;
  for (let at = 0; first < pieces.length && at < offset; first++) at += pieces[first]!.text.length;
  while (first > 0 && pieces[first - 1]!.base === null) first--;
  let last = first;
  while (last < pieces.length && pieces[last]!.base === null) last++;
  return { first, last };
}

/** The base text missing between two stretches of pieces. */
export function holeBetween(before: readonly Piece[], after: readonly Piece[], base: string): Span {
  const left = before.findLast((piece) => piece.base !== null);
  const right = after.find((piece) => piece.base !== null);
  return { start: left ? left.base! + left.text.length : 0, end: right ? right.base! : base.length };
}

export function slicePieces(pieces: readonly Piece[], start: number, end: number): Piece[] {
  const sliced: Piece[] = [];
  let at = 0;
  for (const piece of pieces) {
    const from = Math.max(start - at, 0);
    const to = Math.min(end - at, piece.text.length);
    if (from < to) {
      const text = piece.text.slice(from, to);
      sliced.push({ text, base: piece.base === null ? null : piece.base + from, edits: piece.edits });
    }
    at += piece.text.length;
  }
  return sliced;
}

export function runEnd(pieces: readonly Piece[], from: number): number {
  let end = from;
  while (end < pieces.length && pieces[end]!.base === null) end++;
  return end;
}

export function within(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

export function subtract(removal: Removal, spans: readonly Span[]): Removal[] {
  return spans.reduce<Removal[]>(
    (left, span) =>
      left
        .flatMap((part) => [
          { ...part, end: Math.min(part.end, span.start) },
          { ...part, start: Math.max(part.start, span.end) },
        ])
        .filter((part) => part.start < part.end),
    [removal],
  );
}

export function union(a: readonly number[], b: readonly number[]): number[] {
  return [...new Set([...a, ...b])].sort((x, y) => x - y);
}
