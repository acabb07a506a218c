import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineColumnAt, offsetFinder } from '../../../../src/engine/prompt/lineColumn';

describe('lineColumnAt', () => {
  it('counts lines and columns from 1', () => {
    expect(lineColumnAt('ab\ncd\n', 0)).toEqual({ line: 1, column: 1 });
    expect(lineColumnAt('ab\ncd\n', 2)).toEqual({ line: 1, column: 3 });
    expect(lineColumnAt('ab\ncd\n', 3)).toEqual({ line: 2, column: 1 });
    expect(lineColumnAt('ab\ncd\n', 6)).toEqual({ line: 3, column: 1 });
    expect(lineColumnAt('\n\nx', 2)).toEqual({ line: 3, column: 1 });
  });

  it('is undone by offsetFinder', () => {
    const text = fc.array(fc.constantFrom('a', '\n', '𝛑', ' ')).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, fc.nat(40), (value, at) => {
        const offset = Math.min(at, value.length);
        expect(offsetFinder(value)(lineColumnAt(value, offset))).toBe(offset);
      }),
    );
  });
});
