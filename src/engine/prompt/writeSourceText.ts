import { RedlineError } from '../errors';
import { normaliseLineEnds, type SourceText } from './sourceText';
import type { Span } from './span';

/** A replacement of one span of `SourceText.text`. */
export interface TextChange extends Span {
  newText: string;
}

/**
 * The file's raw text with some spans replaced and every other byte as it was: BOM, line ends and final
 * newline included. New lines get the line end of the nearest line before the change, else of the first
 * after it, else `\n`. Changes may come in any order but not overlap; offsets count in `source.text`.
 */
export function writeSourceText(source: SourceText, changes: readonly TextChange[]): string {
  const ordered = [...changes].sort((a, b) => a.start - b.start || a.end - b.end);
  checkChanges(source, ordered);
  const rawOffset = rawOffsets(source);
  let written = '';
  let copied = 0;
  for (const { start, end, newText } of ordered) {
    const rawStart = rawOffset(start);
    written += source.raw.slice(copied, rawStart);
    written += normaliseLineEnds(newText).replaceAll('\n', lineEndNear(source.raw, rawStart));
    copied = rawOffset(end);
  }
  return written + source.raw.slice(copied);
}

function checkChanges(source: SourceText, ordered: readonly TextChange[]): void {
  let last = 0;
  for (const { start, end } of ordered) {
    if (!(start >= last && end >= start && end <= source.text.length)) {
      throw new RedlineError(
        'internal',
        `A change at ${start} to ${end} overlaps another or leaves the text.`,
      );
    }
    last = end;
  }
}

/** Maps an offset of the text to one of the raw text, for offsets that never go down from call to call. */
function rawOffsets({ raw, bom }: SourceText): (offset: number) => number {
  let rawAt = bom ? 1 : 0;
  let at = 0;
  return (offset) => {
    while (at < offset) {
      rawAt += raw.startsWith('\r\n', rawAt) ? 2 : 1;
      at++;
    }
    return rawAt;
  };
}

function lineEndNear(raw: string, rawStart: number): string {
  const before = Math.max(raw.lastIndexOf('\n', rawStart - 1), raw.lastIndexOf('\r', rawStart - 1));
  if (rawStart > 0 && before !== -1) {
    if (raw[before] === '\r') return '\r';
    return raw[before - 1] === '\r' ? '\r\n' : '\n';
  }
  return /\r\n|\r|\n/.exec(raw.slice(rawStart))?.[0] ?? '\n';
}
