import type { Span } from './span';

/** Overlapping and touching spans joined, in order; empty ones dropped. */
export function joined(spans: readonly Span[]): Span[] {
  const ordered = spans.filter(({ start, end }) => end > start).sort((a, b) => a.start - b.start);
  const result: Span[] = [];
  for (const { start, end } of ordered) {
    const last = result.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else result.push({ start, end });
  }
  return result;
}

/** What is left of a span without others: in order, without overlap, none empty. */
export function without(whole: Span, taken: readonly Span[]): Span[] {
  const left: Span[] = [];
  let at = whole.start;
  for (const { start, end } of [...joined(taken), { start: whole.end, end: whole.end }]) {
    if (Math.min(start, whole.end) > at) left.push({ start: at, end: Math.min(start, whole.end) });
    at = Math.max(at, end);
  }
  return left;
}

export function overlaps(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}
