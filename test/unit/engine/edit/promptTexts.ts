import fc from 'fast-check';
import type { Span } from '../../../../src/engine/prompt/span';

/** Words, marks and breaks of the kind that make diffs difficult. */
export const pieces = [
  'ticket',
  'label',
  'the',
  'the',
  'a',
  "don't",
  'lower-case',
  '3.5',
  'naïve',
  'e\u0301te\u0301',
  '😀',
  '👩‍👩‍👧',
  '🇩🇪',
  '𝒳',
  '请把',
  '工单',
  '分类。',
  'です、',
  'ภาษาไทย',
  '. ',
  ', ',
  ': ',
  '! ',
  ' ',
  ' ',
  '  ',
  '\n',
  '\n\n',
  '- ',
  '{"a": 1}',
  '`x`',
];

export const proseArbitrary = fc
  .array(fc.constantFrom(...pieces), { maxLength: 40 })
  .map((words) => words.join(''));

/** Two texts, from almost equal to unrelated. */
export const pairArbitrary = fc.oneof(
  fc.tuple(proseArbitrary, proseArbitrary),
  fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' })),
  fc
    .tuple(
      fc.array(fc.constantFrom(...pieces), { minLength: 5, maxLength: 60 }),
      fc.array(
        fc.record({
          at: fc.nat(60),
          drop: fc.nat(3),
          add: fc.array(fc.constantFrom(...pieces), { maxLength: 4 }),
        }),
        { maxLength: 4 },
      ),
    )
    .map(([words, edits]) => {
      const edited = edits.reduce((list, { at, drop, add }) => list.toSpliced(at, drop, ...add), words);
      return [words.join(''), edited.join('')] as [string, string];
    }),
);

/** The editable spans of a text: all but `{{variables}}`. */
export function editableSpans(text: string): Span[] {
  const spans: Span[] = [];
  let at = 0;
  for (const match of text.matchAll(/\{\{.*?\}\}/g)) {
    if (match.index > at) spans.push({ start: at, end: match.index });
    at = match.index + match[0].length;
  }
  if (at < text.length) spans.push({ start: at, end: text.length });
  return spans;
}

export function editableText(text: string): { text: string; editable: Span[] } {
  return { text, editable: editableSpans(text) };
}

/** Offsets at which no character with its combining marks is cut. */
export function graphemeBoundaries(text: string): Set<number> {
  const segments = [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)];
  return new Set([...segments.map((segment) => segment.index), text.length]);
}
