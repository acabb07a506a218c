import type { Span } from '../prompt/span';
import { tokenDiff } from './tokenDiff';
import { tokenize } from './tokens';

/** One replacement over the base text: `base[start, end)` becomes `newText`. */
export interface Change extends Span {
  newText: string;
}

/**
 * Words, spaces and marks that may be inserted plus deleted before the diff falls back to lines. The search
 * costs the square of this: 2000 keeps the worst case at about half a second.
 */
export const MAX_EDIT_LENGTH = 2000;

/**
 * The changes that turn `base` into `next`, whole words each, in order and never touching one another.
 * Where the two differ in more than `maxEditLength` tokens, falls back to changed lines (with words inside
 * them where few enough), then to one replacement of everything between the common start and end.
 */
export function wordDiff(base: string, next: string, maxEditLength = MAX_EDIT_LENGTH): Change[] {
  if (base === next) return [];
  const words = [tokenize(base), tokenize(next)] as const;
  return (
    diffBy(...words, maxEditLength) ?? diffByLines(base, next, maxEditLength) ?? [betweenCommonEnds(...words)]
  );
}

/** Applies ordered changes to the text that they were made for. */
export function applyChanges(base: string, changes: readonly Change[]): string {
  let text = '';
  let at = 0;
  for (const { start, end, newText } of changes) {
    text += base.slice(at, start) + newText;
    at = end;
  }
  return text + base.slice(at);
}

function diffBy(oldTokens: string[], newTokens: string[], maxEditLength: number): Change[] | undefined {
  const starts = [0];
  for (const token of oldTokens) starts.push(starts.at(-1)! + token.length);
  return tokenDiff(oldTokens, newTokens, maxEditLength)?.map((change) => ({
    start: starts[change.oldStart]!,
    end: starts[change.oldEnd]!,
    newText: newTokens.slice(change.newStart, change.newEnd).join(''),
  }));
}

function diffByLines(base: string, next: string, maxEditLength: number): Change[] | undefined {
  const blocks = diffBy(linesOf(base), linesOf(next), maxEditLength);
  // The blocks share the limit, so that many of them cost no more than one text would.
  const limit = Math.floor(maxEditLength / Math.sqrt(blocks?.length || 1));
  return blocks?.flatMap(({ start, end, newText }) => {
    const words = [tokenize(base.slice(start, end)), tokenize(newText)] as const;
    const changes = diffBy(...words, limit) ?? [betweenCommonEnds(...words)];
    return changes.map((change) => ({ ...change, start: start + change.start, end: start + change.end }));
  });
}

function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** One change: everything but the words that both texts start and end with. */
function betweenCommonEnds(oldTokens: readonly string[], newTokens: readonly string[]): Change {
  const shorter = Math.min(oldTokens.length, newTokens.length);
  let first = 0;
  while (first < shorter && oldTokens[first] === newTokens[first]) first++;
  let last = 0;
  while (last < shorter - first && oldTokens.at(-1 - last) === newTokens.at(-1 - last)) last++;
  const start = oldTokens.slice(0, first).join('').length;
  const changed = oldTokens.slice(first, oldTokens.length - last).join('');
  return {
    start,
    end: start + changed.length,
    newText: newTokens.slice(first, newTokens.length - last).join(''),
  };
}
