import type { Example } from '../task/task';
import { wordsOf } from './tokens';

/**
 * A run of this many words in common is copying, not chance: the shortest run that the overlap check of GPT-3 looks
 * for (Brown et al. 2020, arXiv 2005.14165, appendix C).
 */
export const COPIED_WORDS = 8;

/**
 * Which examples each text copies from: those whose inputs or target share `COPIED_WORDS` words in a row with it,
 * case and punctuation aside, that the base text doesn't hold already.
 *
 * @returns per text the ids of the examples, in their order
 */
export function copiedExamples(
  texts: readonly string[],
  base: string,
  examples: readonly Example[],
): string[][] {
  const known = new Set(wordRuns(base));
  /** Run of words → the texts that hold it. */
  const holders = new Map<string, Set<number>>();
  texts.forEach((text, index) => {
    for (const run of wordRuns(text)) {
      if (known.has(run)) continue;
      holders.set(run, (holders.get(run) ?? new Set()).add(index));
    }
  });
  const copied = texts.map(() => new Set<string>());
  if (holders.size === 0) return texts.map(() => []);
  for (const example of examples) {
    for (const run of stringsIn([example.inputs, example.target]).flatMap(wordRuns)) {
      for (const index of holders.get(run) ?? []) copied[index]!.add(example.id);
    }
  }
  return copied.map((ids) => [...ids]);
}

function wordRuns(text: string): string[] {
  const words = wordsOf(text);
  return Array.from({ length: Math.max(0, words.length - COPIED_WORDS + 1) }, (_, start) =>
    words.slice(start, start + COPIED_WORDS).join(' '),
  );
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(stringsIn);
}
