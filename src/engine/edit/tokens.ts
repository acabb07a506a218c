/**
 * A fixed locale, so that the same two texts give the same hunks on every machine. ICU's dictionaries split
 * Chinese, Japanese and Thai into words whatever the locale.
 */
const segmenter = new Intl.Segmenter('en', { granularity: 'word' });

const HORIZONTAL_SPACE = /^[^\S\n]+$/;
const WORD_END = /[\p{L}\p{N}\p{M}_]$/u;
const WORD_START = /^[\p{L}\p{N}_]/u;
const COMPOUND_JOINT = /^[-‐‑'’]$/;

/**
 * Splits a text into words, runs of spaces, single line breaks and punctuation marks; the tokens joined give
 * the text back. Compounds such as `lower-case` stay whole. Never cuts through a surrogate pair or a
 * character with its combining marks.
 */
export function tokenize(text: string): string[] {
  const tokens: string[] = [];
  for (const { segment } of segmenter.segment(text)) {
    if (continuesToken(tokens, segment)) tokens[tokens.length - 1] += segment;
    else tokens.push(segment);
    joinCompound(tokens);
  }
  return tokens;
}

/** How many words stand in a text, counted up to `limit`. */
export function countWords(text: string, limit = Infinity): number {
  let words = 0;
  for (const segment of segmenter.segment(text)) {
    if (segment.isWordLike && ++words >= limit) break;
  }
  return words;
}

/** The words of a text in lower case, for comparing texts whatever their punctuation. */
export function wordsOf(text: string): string[] {
  return [...segmenter.segment(text)]
    .filter((segment) => segment.isWordLike)
    .map((segment) => segment.segment.toLowerCase());
}

/** Spaces and tabs come apart in the segmenter; one run of them is one token here. */
function continuesToken(tokens: string[], segment: string): boolean {
  const last = tokens.at(-1);
  return last !== undefined && HORIZONTAL_SPACE.test(last) && HORIZONTAL_SPACE.test(segment);
}

/** Turns a tail `lower`, `-`, `case` into one token. */
function joinCompound(tokens: string[]): void {
  const [left, joint, right] = tokens.slice(-3);
  if (left === undefined || joint === undefined || right === undefined) return;
  if (!COMPOUND_JOINT.test(joint) || !WORD_END.test(left) || !WORD_START.test(right)) return;
  tokens.splice(-3, 3, left + joint + right);
}
