import { describe, expect, it } from 'vitest';
import { parsePrompt } from '../../../../src/engine/prompt/parsePrompt';

const bodyOf = (path: string, text: string): string => {
  const { body } = parsePrompt(path, text);
  return text.slice(body.start, body.end);
};

describe('front matter', () => {
  it('is read as YAML and left out of the body', () => {
    const prompt = parsePrompt('a.prompt.md', '---\nmodel: gpt\ntools: [a, b]\n---\nBody\n');
    expect(prompt.frontMatter).toEqual({
      span: { start: 0, end: 33 },
      data: { model: 'gpt', tools: ['a', 'b'] },
    });
    expect(prompt.text.slice(prompt.body.start)).toBe('Body\n');
  });

  it.each([
    ['a.md', 'Body', 'Body'],
    ['a.md', '---\n---\nBody', 'Body'],
    ['a.md', 'Text\n---\nmore', 'Text\n---\nmore'],
    ['a.prompty', '+++\nname: x\n+++\nsystem:\nHi', 'system:\nHi'],
    ['a.prompty', '\n\n---\nname: x\n---\nHi', 'Hi'],
    ['a.prompt', '# Licence\n\n---\nmodel: x\n---\nHi', 'Hi'],
    ['a.prompt', '# A heading\n\n---\n\nText under a rule', '# A heading\n\n---\n\nText under a rule'],
    ['a.txt', '---\nfirst\n---\nsecond', '---\nfirst\n---\nsecond'],
    ['a.md', '---\r\nname: x\r\n---\r\nBody'.replaceAll('\r', ''), 'Body'],
  ])('%s %j has the body %j', (path, text, body) => {
    expect(bodyOf(path, text)).toBe(body);
  });

  it.each(['a.md', 'a.prompt.md', 'a.prompty', 'a.prompt'])(
    'of %s that is not closed is an error on line 1',
    (path) => {
      expect(() => parsePrompt(path, '---\nname: x\n\nBody')).toThrowError(
        expect.objectContaining({
          kind: 'input',
          place: { file: path, line: 1, column: 1 },
          mend: expect.stringContaining('---') as string,
        }),
      );
    },
  );

  it('that is not closed below licence lines is an error at its fence', () => {
    expect(() => parsePrompt('a.prompt', '# Licence\n---\nmodel: x\nBody')).toThrowError(/a\.prompt:2:1/);
  });

  it('that is not YAML is an error with line and column', () => {
    expect(() => parsePrompt('a.prompty', '---\nname: x\ninputs:\n  - [a\n---\nBody')).toThrowError(
      /a\.prompty:\d+:\d+: The front matter is not valid/,
    );
    expect(() => parsePrompt('a.md', '---\na: 1\na: 2\n---\nBody')).toThrowError(/a\.md:3:1/);
    expect(() => parsePrompt('a.md', '---\njust words\n---\nBody')).toThrowError(
      /a\.md:2:1.*keys and values/,
    );
  });

  it('that is not YAML makes the whole of a .prompt the template, and says so', () => {
    const prompt = parsePrompt('a.prompt', '---\na: 1\na: 2\n---\nHi {{name}}');
    expect(prompt.frontMatter).toBeUndefined();
    expect(prompt.body).toEqual({ start: 0, end: prompt.text.length });
    expect(prompt.problems).toEqual([
      expect.objectContaining({ severity: 'error', span: { start: 9, end: 9 } }),
    ]);
  });
});
