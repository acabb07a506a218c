import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffBlock } from '../../../../../src/editor/review/presentation/diffBlock';

describe('the whole edit as a diff block', () => {
  it('has old lines first and new lines after, each with its sign', () => {
    expect(diffBlock('Be helpful.', 'Be brief.\nBe kind.')).toBe(
      '```diff\n- Be helpful.\n+ Be brief.\n+ Be kind.\n```',
    );
  });

  it('has one side only for pure insertions and deletions', () => {
    expect(diffBlock('', 'New rule.\n')).toBe('```diff\n+ New rule.\n```');
    expect(diffBlock('Old rule.\n', '')).toBe('```diff\n- Old rule.\n```');
  });

  it('keeps blank lines inside an edit', () => {
    expect(diffBlock('', 'One.\n\nTwo.')).toBe('```diff\n+ One.\n+\n+ Two.\n```');
  });

  it('breaks long lines at spaces', () => {
    const lines = diffBlock('', 'word '.repeat(40).trim()).split('\n').slice(1, -1);
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) {
      expect(line).toMatch(/^\+ word( word)*$/u);
      expect(line.length).toBeLessThanOrEqual(74);
    }
  });

  it('has a fence that backticks in the edit cannot end', () => {
    expect(diffBlock('', '```\ncode\n```').startsWith('````diff\n')).toBe(true);
  });

  it('drops no character but white space where lines are broken', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => {
        const shown = diffBlock('', text).split('\n').slice(1, -1);
        expect(
          shown
            .map((line) => line.slice(2))
            .join('')
            .replace(/\s/gu, ''),
        ).toBe(text.replace(/\s/gu, ''));
      }),
    );
  });
});
