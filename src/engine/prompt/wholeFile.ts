import { diffArrays } from 'diff';
import { normaliseLineEnds, type SourceText } from './sourceText';
import { writeSourceText, type TextChange } from './writeSourceText';

/**
 * The raw file after its whole text became `newText`, written so that what did not change keeps its raw
 * bytes. `toWholeFile(source, source.text)` is `source.raw`.
 */
export function toWholeFile(source: SourceText, newText: string): string {
  return writeSourceText(source, changesBetween(source.text, normaliseLineEnds(newText)));
}

/** The changed spans of `before` that make it `after`: whole runs of lines, trimmed to what differs. */
export function changesBetween(before: string, after: string): TextChange[] {
  const changes: TextChange[] = [];
  let at = 0;
  let removed: string[] = [];
  let added: string[] = [];
  const flush = (): void => {
    changes.push(...changesOfRun(at, removed, added));
    at += lengthOf(removed);
    removed = [];
    added = [];
  };
  for (const part of diffArrays(linesOf(before), linesOf(after))) {
    if (part.removed) removed.push(...part.value);
    else if (part.added) added.push(...part.value);
    else {
      flush();
      at += lengthOf(part.value);
    }
  }
  flush();
  return changes;
}

/** Runs of equally many lines are paired line by line, so that each keeps its own line end. */
function changesOfRun(start: number, removed: readonly string[], added: readonly string[]): TextChange[] {
  if (removed.length !== added.length) return trimmed(start, removed.join(''), added.join(''));
  let at = start;
  return removed.flatMap((line, index) => {
    const changes = trimmed(at, line, added[index] ?? '');
    at += line.length;
    return changes;
  });
}

function trimmed(start: number, before: string, after: string): TextChange[] {
  if (before === after) return [];
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  return [
    {
      start: start + head,
      end: start + before.length - tail,
      newText: after.slice(head, after.length - tail),
    },
  ];
}

function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function lengthOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length, 0);
}
