import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutLine, oneLine, plainText } from '../../../src/cli/plainText';

describe('plainText', () => {
  it('leaves no control character but line end and tab', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(plainText(text)).not.toMatch(/(?![\n\t])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u);
        expect(plainText(text)).toHaveLength(text.length);
      }),
    );
  });

  it('leaves ordinary text as it is', () => {
    expect(plainText('Grüße, 你好,\tשלום\n')).toBe('Grüße, 你好,\tשלום\n');
  });

  it('fits text on a line', () => {
    expect(oneLine(' a\n\n b\u001b[1m ')).toBe('a b\ufffd[1m');
    expect(cutLine('abcdef', 4)).toBe('abc…');
    expect(cutLine('abcd', 4)).toBe('abcd');
  });
});
