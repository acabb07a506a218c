import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LineIndex } from '../../../../src/editor/review/lineIndex';

it('goes from offset to position and back, in any text', () => {
  const text = fc
    .array(fc.constantFrom('a', '\n', '😀', 'bc'), { maxLength: 12 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, fc.nat(30), (whole, at) => {
      const offset = Math.min(at, whole.length);
      const index = new LineIndex(whole);
      const { line, character } = index.positionAt(offset);
      const lines = whole.slice(0, offset).split('\n');
      expect({ line, character }).toEqual({ line: lines.length - 1, character: lines.at(-1)?.length });
      expect(index.offsetAt({ line, character })).toBe(offset);
      expect(index.lengthOf(line)).toBe(whole.split('\n')[line]?.length);
    }),
  );
});

it('keeps positions past the end inside the text', () => {
  const index = new LineIndex('one\ntwo');
  expect(index.offsetAt({ line: 0, character: 99 })).toBe(3);
  expect(index.offsetAt({ line: 9, character: 0 })).toBe(7);
});
