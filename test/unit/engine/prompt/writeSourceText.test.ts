import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePrompt } from '../../../../src/engine/prompt/parsePrompt';
import { readSourceText } from '../../../../src/engine/prompt/sourceText';
import { changesBetween, toWholeFile } from '../../../../src/engine/prompt/wholeFile';
import { writeSourceText } from '../../../../src/engine/prompt/writeSourceText';

const piece = fc.constantFrom('word', ' ', 'é', '𝛑', '{{ticket}}', '{{ a.b }}', '"', 'Answer.', '\t');
const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
const frontMatter = fc.constantFrom(
  '',
  '---\nname: x\n---\n',
  '---\r\nname: x\r\n---\r\n',
  '---\r\nname: x\n---\n',
);

/** Raw prompt files with any line ends, with or without BOM, front matter and final newline. */
const rawFile = fc
  .record({
    bom: fc.boolean(),
    head: frontMatter,
    lines: fc.array(fc.tuple(fc.array(piece, { maxLength: 6 }), lineEnd), { minLength: 1, maxLength: 8 }),
    uniform: fc.option(lineEnd),
    finalNewline: fc.boolean(),
  })
  .map(({ bom, head, lines, uniform, finalNewline }) => {
    const body = lines.map(([words, end]) => words.join('') + (uniform ?? end)).join('');
    const raw = head + (finalNewline ? body : body.replace(/[\r\n]+$/, ''));
    return (bom ? '\uFEFF' : '') + (uniform === null ? raw : raw.replace(/\r\n|\r|\n/g, uniform));
  });

describe('writeSourceText', () => {
  it('is the identity without changes', () => {
    fc.assert(
      fc.property(rawFile, (raw) => {
        const source = readSourceText(raw);
        expect(writeSourceText(source, [])).toBe(raw);
        expect(toWholeFile(source, source.text)).toBe(raw);
      }),
    );
  });

  it('leaves every byte outside of the edited spans as it was', () => {
    fc.assert(
      fc.property(
        rawFile,
        fc.infiniteStream(fc.nat(1000)),
        fc.constantFrom('', 'new', 'two\nlines'),
        (raw, picks, newText) => {
          const source = readSourceText(raw);
          const pick = (limit: number): number => (picks.next().value ?? 0) % (limit + 1);
          const changes = parsePrompt('x.prompt.md', source.text).editable.map((span) => {
            const start = span.start + pick(span.end - span.start);
            return { start, end: start + pick(span.end - start), newText };
          });
          const written = writeSourceText(source, changes);
          const kept = keptRaw(raw, source.bom, changes);
          let at = 0;
          for (const bytes of kept) {
            const found = written.indexOf(bytes, at);
            expect(found).toBeGreaterThanOrEqual(0);
            at = found + bytes.length;
          }
          expect(written.startsWith(kept[0] ?? '')).toBe(true);
          expect(written.endsWith(kept.at(-1) ?? '')).toBe(true);
          const normal = changes.reduceRight(
            (text, c) => text.slice(0, c.start) + c.newText + text.slice(c.end),
            source.text,
          );
          const again = readSourceText(written);
          expect(again.bom).toBe(source.bom);
          // Deleting all that stands between a lone CR and an LF joins the two.
          if (!raw.replaceAll('\r\n', '').includes('\r')) expect(again.text).toBe(normal);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("gives new lines the file's line end, in a mixed file that of the line before", () => {
    const crlf = readSourceText('a\r\nb\r\n');
    expect(writeSourceText(crlf, [{ start: 2, end: 3, newText: 'x\ny' }])).toBe('a\r\nx\r\ny\r\n');
    const mixed = readSourceText('a\nb\r\nc\n');
    expect(writeSourceText(mixed, [{ start: 2, end: 3, newText: '1\n2' }])).toBe('a\n1\n2\r\nc\n');
    expect(writeSourceText(mixed, [{ start: 4, end: 5, newText: '1\n2' }])).toBe('a\nb\r\n1\r\n2\n');
    expect(writeSourceText(readSourceText('a\r\nb'), [{ start: 0, end: 0, newText: 'x\n' }])).toBe(
      'x\r\na\r\nb',
    );
    expect(writeSourceText(readSourceText('a'), [{ start: 1, end: 1, newText: '\r\nb' }])).toBe('a\nb');
  });

  it('refuses changes that overlap or leave the text', () => {
    const source = readSourceText('abcdef');
    const change = (start: number, end: number) => ({ start, end, newText: '' });
    expect(() => writeSourceText(source, [change(0, 3), change(2, 4)])).toThrowError(/overlaps/);
    expect(() => writeSourceText(source, [change(4, 9)])).toThrowError(/leaves the text/);
  });
});

describe('toWholeFile', () => {
  it('writes the new text and keeps the raw line ends of lines that stay', () => {
    const source = readSourceText('\uFEFFone\r\ntwo\nthree\r\nfour');
    expect(toWholeFile(source, 'one\n2\nthree\nfour')).toBe('\uFEFFone\r\n2\nthree\r\nfour');
    expect(toWholeFile(source, 'one\nTWO\nTHREE\nfour')).toBe('\uFEFFone\r\nTWO\nTHREE\r\nfour');
    expect(toWholeFile(source, 'one\nthree\nfour\n')).toBe('\uFEFFone\r\nthree\r\nfour\r\n');
  });

  it('gives the new text for any two texts', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', '\n', '𝛑'), { maxLength: 30 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(readSourceText(toWholeFile(readSourceText(before), after)).text).toBe(after);
        const crlf = readSourceText(before.replaceAll('\n', '\r\n'));
        expect(readSourceText(toWholeFile(crlf, after)).text).toBe(after);
        const changed = changesBetween(before, after).reduce((sum, { start, end }) => sum + end - start, 0);
        expect(changed).toBeLessThanOrEqual(before.length);
      }),
    );
  });
});

/** The raw text between the changes, found by walking the raw text one line end at a time. */
function keptRaw(raw: string, bom: boolean, changes: readonly { start: number; end: number }[]): string[] {
  const offsets: number[] = [];
  for (let at = bom ? 1 : 0; at <= raw.length; at++) {
    offsets.push(at);
    if (raw[at] === '\r' && raw[at + 1] === '\n') at++;
  }
  const bounds = [
    0,
    ...changes.flatMap(({ start, end }) => [offsets[start] ?? 0, offsets[end] ?? 0]),
    raw.length,
  ];
  return Array.from({ length: bounds.length / 2 }, (_, i) => raw.slice(bounds[2 * i], bounds[2 * i + 1]));
}
