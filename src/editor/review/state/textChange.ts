/** Replaces `[start, end)` by `text`. Offsets count UTF-16 units of the text before the change, line ends as `\n`. */
export interface TextChange {
  start: number;
  end: number;
  text: string;
}

/** How much longer the text is after the change. */
export function lengthDelta(change: TextChange): number {
  return change.text.length - (change.end - change.start);
}

/**
 * The changes of one event in ascending order. All of them are in coordinates of the text before the event.
 * @throws RangeError when one lies outside the text or two overlap.
 */
export function orderedChanges(text: string, changes: readonly TextChange[]): TextChange[] {
  const ordered = [...changes].sort((left, right) => left.start - right.start || left.end - right.end);
  let reached = 0;
  for (const { start, end } of ordered) {
    if (start < reached || end < start || end > text.length) {
      throw new RangeError(`The change of ${start} to ${end} overlaps another or leaves the text.`);
    }
    reached = end;
  }
  return ordered;
}

/** The text after ascending, disjoint changes. */
export function applyChanges(text: string, changes: readonly TextChange[]): string {
  let result = '';
  let reached = 0;
  for (const change of changes) {
    result += text.slice(reached, change.start) + change.text;
    reached = change.end;
  }
  return result + text.slice(reached);
}
