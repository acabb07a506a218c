import { describe, expect, it } from 'vitest';
import { readSourceText } from '../../../../src/engine/prompt/sourceText';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('readSourceText', () => {
  it('takes off the BOM and gives every line end as \\n', () => {
    expect(readSourceText(bytes('\uFEFFa\r\nb\r\n'))).toEqual({
      raw: '\uFEFFa\r\nb\r\n',
      text: 'a\nb\n',
      eol: '\r\n',
      bom: true,
    });
  });

  it('names mixed line ends, a lone CR among them', () => {
    expect(readSourceText('a\nb\r\nc').eol).toBe('mixed');
    expect(readSourceText('a\rb').eol).toBe('mixed');
    expect(readSourceText('a\rb').text).toBe('a\nb');
    expect(readSourceText('a\nb').eol).toBe('\n');
    expect(readSourceText('no line end').eol).toBe('\n');
  });

  it('refuses bytes that are not UTF-8, with file and line', () => {
    const latin1 = new Uint8Array([...bytes('one\ntwo '), 0xe9, ...bytes('\n')]);
    expect(() => readSourceText(latin1, 'latin.md')).toThrowError(
      expect.objectContaining({ kind: 'input', place: { file: 'latin.md', line: 2, column: 5 } }),
    );
    expect(() => readSourceText(new Uint8Array([0xff, 0xfe, 0x61, 0x00]), 'utf16.md')).toThrowError(
      /utf16\.md:1:1: .*UTF-8/,
    );
  });

  it('refuses a character that is cut off at the end', () => {
    expect(() => readSourceText(bytes('a\n€').subarray(0, 4), 'cut.md')).toThrowError(/cut\.md:2/);
  });
});
