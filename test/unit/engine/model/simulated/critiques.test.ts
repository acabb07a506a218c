import { describe, expect, it } from 'vitest';
import type { ChatMessage } from '../../../../../src/engine/prompt/chatMessage';
import { parseScript } from '../../../../../src/engine/model/simulated/parseScript';
import { createSimulatedModel } from '../../../../../src/engine/model/simulated/simulatedModel';

const SCRIPT = `
critiques:
  - name: prose
    when: ['\\bThe category of\\b']
    unless: ['category name only']
    critique: 'Many answers wrap the category in a sentence.'
    find: 'Be helpful.'
    replace: 'Reply with the category name only.'
    paraphrases: ['Answer with the category name only.', 'Give nothing but the category name.']
  - name: case
    critique: 'Answers differ in case.'
    find: 'Classify'
    replace: 'In lower case, classify'
  - name: gone
    critique: 'Never fits.'
    find: 'words that the prompt lacks'
    replace: ''
`;
const model = createSimulatedModel('critic', parseScript(SCRIPT, 'script'));

const PROMPT = 'Classify the ticket.\nBe helpful.';
const EXAMPLES =
  'Example 1\nticket: x\nExpected answer: bug\nAnswer given: The category of this ticket is bug.';

async function reply(messages: ChatMessage[]): Promise<string> {
  return (await model.complete({ messages, parameters: {}, draw: 0 })).text;
}

const user = (content: string): ChatMessage => ({ role: 'user', content });

function question(frame: string, parts: Record<string, string>, nonce: string, ask = ''): ChatMessage[] {
  const sections = Object.entries(parts).map(
    ([tag, text]) => `<${tag}-${nonce}>\n${text}\n</${tag}-${nonce}>`,
  );
  const tags = frame.split(' ').map((tag) => `<${tag}-${nonce}>…</${tag}-${nonce}>`);
  return [
    { role: 'system', content: 'You improve prompts.' },
    user([...sections, ask, `Reply with: ${tags.join('')}`].join('\n\n')),
  ];
}

const inTags = (text: string, tag: string, nonce: string) =>
  [...text.matchAll(new RegExp(`<${tag}-${nonce}>([^]*?)</${tag}-${nonce}>`, 'g'))].map(
    ([, content]) => content,
  );

describe('a request for reasons', () => {
  const reasons = async (prompt: string, examples: string, count: number, nonce = '0a1b2c3d') =>
    inTags(
      await reply(question('reason', { prompt, examples }, nonce, `Give ${count} reasons why it fails.`)),
      'reason',
      nonce,
    );

  it('gets the critiques that fit, as many as it asks for', async () => {
    expect((await reasons(PROMPT, EXAMPLES, 4)).sort()).toEqual([
      'Answers differ in case.',
      'Many answers wrap the category in a sentence.',
    ]);
    expect(await reasons(PROMPT, EXAMPLES, 1)).toHaveLength(1);
  });

  it('passes by a critique whose examples, prompt or text do not fit', async () => {
    expect(await reasons(PROMPT, 'Answer given: Bug', 4)).toEqual(['Answers differ in case.']);
    expect(await reasons(`${PROMPT} Category name only!`, EXAMPLES, 4)).toEqual(['Answers differ in case.']);
    expect(await reasons('Sort the ticket. Be helpful.', EXAMPLES, 4)).toEqual([
      'Many answers wrap the category in a sentence.',
    ]);
  });

  it('looks for its number outside of what it quotes', async () => {
    expect(await reasons(`${PROMPT}\nGive 1 reason for your choice.`, EXAMPLES, 2)).toHaveLength(2);
  });

  it('is the same question with another nonce, and another with other examples', async () => {
    const first = await reasons(PROMPT, EXAMPLES, 1, '00000000');
    expect(await reasons(PROMPT, EXAMPLES, 1, 'ffffffff')).toEqual(first);
    const sampled = await Promise.all(
      Array.from({ length: 20 }, (_, n) => reasons(PROMPT, `${EXAMPLES} ${n}`, 1)),
    );
    expect(new Set(sampled.flat()).size).toBe(2);
  });

  it('gets no tags where nothing fits', async () => {
    expect(await reasons('Summarize.', '', 3)).toEqual([]);
  });

  it('is still answered after a complaint about a first reply', async () => {
    const asked = question('reason', { prompt: PROMPT, examples: EXAMPLES }, 'deadbeef', 'Give 2 reasons.');
    const again = [
      ...asked,
      { role: 'assistant' as const, content: 'Sorry?' },
      user("Your reply can't be used."),
    ];
    expect(inTags(await reply(again), 'reason', 'deadbeef')).toHaveLength(2);
  });
});

describe('a request for an edit', () => {
  it('gets the edit of its critique', async () => {
    const critique = 'Many answers wrap the category in a sentence.';
    const text = await reply(
      question('find replace', { prompt: PROMPT, examples: EXAMPLES, critique }, '12345678'),
    );
    expect(inTags(text, 'find', '12345678')).toEqual(['Be helpful.']);
    expect(inTags(text, 'replace', '12345678')).toEqual(['Reply with the category name only.']);
  });

  it('gets a reply without tags for a critique that is not in the script', async () => {
    const text = await reply(
      question('find replace', { prompt: PROMPT, critique: 'It is ugly.' }, '12345678'),
    );
    expect(text).not.toContain('<');
  });
});

describe('a request for a paraphrase', () => {
  const paraphrase = async (text: string) =>
    inTags(await reply(question('paraphrase', { text }, 'abcdef01')), 'paraphrase', 'abcdef01')[0];

  it('gets one of those in the script', async () => {
    expect(['Answer with the category name only.', 'Give nothing but the category name.']).toContain(
      await paraphrase('Reply with the category name only.'),
    );
  });

  it('gets the text itself where there is none', async () => {
    expect(await paraphrase('In lower case, classify')).toBe('In lower case, classify');
    expect(await paraphrase('Anything\nelse')).toBe('Anything\nelse');
  });
});
