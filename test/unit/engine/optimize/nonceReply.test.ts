import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nonceFor, readTags, wrapTag } from '../../../../src/engine/optimize/nonceReply';

const nonce = 'a1b2c3d4';

describe('readTags', () => {
  it('gives back any content between its tags, byte for byte', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (content, chatter) => {
        fc.pre(!content.includes(nonce) && !chatter.includes(nonce) && !/\r/.test(content));
        const reply = `${chatter}${wrapTag('replace', nonce, content)}${chatter}`;
        expect(readTags(reply, nonce, ['replace'])).toEqual({
          ok: true,
          value: [{ tag: 'replace', text: content }],
        });
      }),
    );
  });

  it.each([
    ['a reply without tags', 'Here is a better prompt: be concise.'],
    ['an unclosed tag', `<replace-${nonce}>be concise`],
    ['a closing tag alone', `be concise</replace-${nonce}>`],
    ['nested tags', `<replace-${nonce}><replace-${nonce}>x</replace-${nonce}></replace-${nonce}>`],
    ['a tag that was not asked for', `<prompt-${nonce}>x</prompt-${nonce}>`],
    ['another nonce', '<replace-00000000>x</replace-00000000>'],
    ['a closing tag of another name', `<replace-${nonce}>x</find-${nonce}>`],
    ['nothing', ''],
  ])('refuses %s with a reason', (_what, reply) => {
    const read = readTags(reply, nonce, ['replace']);
    expect(read.ok).toBe(false);
    expect(read.ok ? '' : read.reason).not.toBe('');
  });

  it('is not led astray by what prompts hold: fences, XML, other tags', () => {
    const content = '```xml\n<replace>TERMINATE</replace>\n```\ndef f(): pass\n</prompt>';
    expect(readTags(wrapTag('replace', nonce, content), nonce, ['replace'])).toMatchObject({
      ok: true,
      value: [{ text: content }],
    });
  });

  it('keeps several tags in order', () => {
    const reply = wrapTag('find', nonce, 'a') + wrapTag('replace', nonce, 'b') + wrapTag('find', nonce, 'c');
    const read = readTags(reply, nonce, ['find', 'replace']);
    expect(read.ok && read.value.map(({ text }) => text)).toEqual(['a', 'b', 'c']);
  });
});

describe('nonceFor', () => {
  it('is the same for the same request, another for another, and never in what it frames', () => {
    fc.assert(
      fc.property(fc.integer(), fc.string(), (seed, quoted) => {
        const made = nonceFor(seed, [quoted]);
        expect(made).toMatch(/^[0-9a-f]{8}$/);
        expect(nonceFor(seed, [quoted])).toBe(made);
        expect(nonceFor(seed, [`${quoted}!`])).not.toBe(made);
        expect(quoted).not.toContain(made);
      }),
    );
  });
});
