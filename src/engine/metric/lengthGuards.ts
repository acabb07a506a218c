import { z } from 'zod';
import { defineGuard } from './guardKind';

const limit = z.int().min(1);

// A fixed locale, so that counts don't depend on the machine; languages written without spaces are still
// segmented by dictionary.
const words = new Intl.Segmenter('en', { granularity: 'word' });
const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Words by Unicode word boundaries (UAX #29), punctuation and spaces not counted. */
export function wordCount(text: string): number {
  let count = 0;
  for (const segment of words.segment(text)) if (segment.isWordLike) count++;
  return count;
}

/** Characters as a reader sees them: grapheme clusters (UAX #29). */
export function characterCount(text: string): number {
  return [...characters.segment(text)].length;
}

export const maxWords = defineGuard({
  name: 'max-words',
  description: 'The answer has at most so many words.',
  value: limit,
  options: (value) => ({ limit: value }),
  check: (options) => (output) => wordCount(output) <= options.limit,
});

export const maxChars = defineGuard({
  name: 'max-chars',
  description: 'The answer has at most so many characters.',
  value: limit,
  options: (value) => ({ limit: value }),
  // A grapheme has at least one unit, so a short text needs no counting.
  check: (options) => (output) => output.length <= options.limit || characterCount(output) <= options.limit,
});
