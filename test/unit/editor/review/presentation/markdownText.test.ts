import fc from 'fast-check';
import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import { escapeMarkdown, fencedBlock } from '../../../../../src/editor/review/presentation/markdownText';

/** Rendered as the editor does it (marked, GitHub flavour), line and paragraph marks taken off. */
async function rendered(markdown: string): Promise<string> {
  return (await marked.parse(markdown, { gfm: true })).trim();
}

const hostile = fc
  .array(
    fc.oneof(
      fc.string({ maxLength: 6 }),
      fc.string({ unit: 'grapheme', maxLength: 4 }),
      fc.constantFrom(
        ...['```', '````\n', '\n```\n', '![x](https://example.org/p.png)', '[a](command:x)', '<img src=x>'],
        ...[
          'https://example.org',
          'www.example.org',
          'a@example.org',
          '<!--',
          '\n---\n',
          '\n    code',
          '\n\t',
        ],
        ...[
          '# ',
          '- ',
          '1. ',
          '1) ',
          '> ',
          '| a | b |\n|---|---|\n',
          '&lt;',
          '\\',
          '\\\\',
          '$(trash)',
          '**',
          '\r\n',
        ],
        ...[
          '[ref]: https://example.org\n',
          '\n\n',
          '~~x~~',
          '<https://example.org>',
          '- [ ] ',
          '\u202e',
          '\u200b',
        ],
      ),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

describe('escaping untrusted text for Markdown', () => {
  it('leaves nothing but paragraphs and line breaks, whatever the text', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const html = await rendered(escapeMarkdown(text));
        expect(html.replace(/<\/?p>|<br\s*\/?>/gu, '')).not.toMatch(/[<>]/u);
      }),
      { numRuns: 1000 },
    );
  });

  it('shows exactly the words of the text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 30 }), async (text) => {
        const html = await rendered(escapeMarkdown(text));
        const shown = html
          .replace(/<[^>]*>/gu, ' ')
          .replaceAll('&lt;', '<')
          .replaceAll('&gt;', '>')
          .replaceAll('&quot;', '"')
          .replaceAll('&#39;', "'")
          .replaceAll('&amp;', '&');
        expect(shown.replace(/\s+/gu, '')).toBe(text.replace(/\s+/gu, ''));
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps paragraphs and line ends', async () => {
    expect(await rendered(escapeMarkdown('One.\nTwo.\n\nThree.'))).toBe('<p>One.<br>Two.</p>\n<p>Three.</p>');
  });

  it('writes out characters that would be invisible or turn text around', () => {
    expect(escapeMarkdown('a\u202Eb\u200B')).toBe(String.raw`a\[U\+202E\]b\[U\+200B\]`);
  });

  it('cuts very long explanations', () => {
    expect(escapeMarkdown('x'.repeat(5000))).toHaveLength(2001);
  });
});

describe('a fenced block', () => {
  it('is one block with all of the content, whatever the content', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const content = text.replace(/\r\n?/gu, '\n');
        const tokens = marked.lexer(fencedBlock('diff', `- ${content}`), { gfm: true });
        expect(tokens).toHaveLength(1);
        expect(tokens[0]).toMatchObject({ type: 'code', lang: 'diff' });
      }),
      { numRuns: 1000 },
    );
  });
});
