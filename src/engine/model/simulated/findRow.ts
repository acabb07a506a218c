import { canonicalJson } from '../canonicalJson';
import type { KnownExample } from './knowledge';
import { inputValues, occurs } from './promptText';

/** Finds the row that a rendered prompt is about. */
export type FindRow = (text: string) => KnownExample | null;

interface KnownRow {
  row: KnownExample;
  values: string[];
  content: string;
}

/**
 * A finder over the known rows: the one whose input values, as far as they occur in the text, are longest in total.
 * `null` when none occurs, or when different rows fit equally well.
 */
export function rowFinder(knowledge: readonly KnownExample[]): FindRow {
  const rows = knowledge.map((row): KnownRow => ({
    row,
    values: inputValues(row),
    content: canonicalJson([row.inputs, row.target]),
  }));
  const candidates = candidateIndex(rows);
  return (text) => {
    let longest = 0;
    let fitting: KnownRow[] = [];
    for (const known of candidates(text)) {
      const length = matchedLength(text, known.values);
      if (length > longest) [longest, fitting] = [length, [known]];
      else if (length === longest && length > 0) fitting.push(known);
    }
    const [first] = fitting;
    return first && fitting.every(({ content }) => content === first.content) ? first.row : null;
  };
}

function matchedLength(text: string, values: readonly string[]): number {
  return values.reduce((sum, value) => (occurs(text, value) ? sum + value.length : sum), 0);
}

/**
 * The rows that may occur in a text, without searching it for every value of every row. A value occurs only where all
 * of its words do, so each is filed under its rarest word; values without a word (other scripts) are always searched.
 */
function candidateIndex(rows: readonly KnownRow[]): (text: string) => Set<KnownRow> {
  const frequency = new Map<string, number>();
  for (const { values } of rows) {
    for (const word of values.flatMap(wordsOf)) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  }
  const filed = new Map<string, KnownRow[]>();
  for (const known of rows) {
    for (const value of known.values) {
      const words = wordsOf(value);
      const rarest = words.reduce((a, b) => (frequency.get(b)! < frequency.get(a)! ? b : a), words[0] ?? '');
      const there = filed.get(rarest);
      if (there) there.push(known);
      else filed.set(rarest, [known]);
    }
  }
  return (text) => new Set(['', ...new Set(wordsOf(text))].flatMap((word) => filed.get(word) ?? []));
}

function wordsOf(text: string): string[] {
  return text.match(/[A-Za-z0-9]+/g) ?? [];
}
