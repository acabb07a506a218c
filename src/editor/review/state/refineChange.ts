import { diffWordsWithSpace } from 'diff';
import type { TextChange } from './textChange';

/**
 * Words that may differ before the diff is given up. jsdiff needs O(length × edits), so this bounds the time
 * that a formatter's rewrite of a whole prompt can take.
 */
const maximumEdits = 2000;

/**
 * The same change as the smallest word-level changes that amount to it, in ascending order. Empty where nothing
 * differs. A replacement whose two sides have too little in common stays one change.
 */
export function refineChange(text: string, change: TextChange): TextChange[] {
  const trimmed = trimCommonEnds(text, change);
  const removed = text.slice(trimmed.start, trimmed.end);
  if (removed === '' && trimmed.text === '') return [];
  if (removed === '' || trimmed.text === '') return [trimmed];
  const parts = diffWordsWithSpace(removed, trimmed.text, { maxEditLength: maximumEdits });
  return parts === undefined ? [trimmed] : joinParts(trimmed.start, parts);
}

function trimCommonEnds(text: string, { start, end, text: inserted }: TextChange): TextChange {
  const shorter = Math.min(end - start, inserted.length);
  let head = 0;
  while (head < shorter && text[start + head] === inserted[head]) head += 1;
  if (head > 0 && isHighSurrogate(inserted.charCodeAt(head - 1))) head -= 1;
  let tail = 0;
  while (tail < shorter - head && text[end - 1 - tail] === inserted[inserted.length - 1 - tail]) tail += 1;
  if (tail > 0 && isLowSurrogate(inserted.charCodeAt(inserted.length - tail))) tail -= 1;
  return { start: start + head, end: end - tail, text: inserted.slice(head, inserted.length - tail) };
}

/** A removal and the insertion beside it become one replacement. */
function joinParts(
  offset: number,
  parts: readonly { value: string; added: boolean; removed: boolean }[],
): TextChange[] {
  const changes: TextChange[] = [];
  let open: TextChange | undefined;
  let position = offset;
  for (const { value, added, removed } of parts) {
    if (!added && !removed) {
      position += value.length;
      open = undefined;
      continue;
    }
    if (open === undefined) changes.push((open = { start: position, end: position, text: '' }));
    if (added) open.text += value;
    else open.end = position += value.length;
  }
  return changes;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
