import { describe, expect, it } from 'vitest';
import { applyHunks } from '../../../../src/engine/edit/applyHunks';
import { diffHunks } from '../../../../src/engine/edit/diffHunks';
import { editableText } from './promptTexts';

/** Hunks as text: `old → new`, line breaks as ↵. */
function readable(base: string, next: string, granularity?: 'clause' | 'token'): string[] {
  const hunks = diffHunks(editableText(base), next, { granularity });
  expect(applyHunks(base, hunks)).toBe(next);
  return hunks.map(({ oldText, newText }) => `${oldText} → ${newText}`.replaceAll('\n', '↵'));
}

const filler = 'Read every ticket with care and keep the house style in mind. '.repeat(32);

const cases: { name: string; base: string; next: string; hunks: string[] }[] = [
  {
    name: 'a clause replaced inside a line of 4 000 characters',
    base: `${filler}Name the right category, thinking of the customer. ${filler}`,
    next: `${filler}Name exactly one of billing or bug, thinking of the customer. ${filler}`,
    hunks: ['the right category → exactly one of billing or bug'],
  },
  {
    name: 'a sentence rewritten, its full stop kept',
    base: 'You sort tickets.\n\nBe helpful. Ticket: {{ticket}}\n',
    next: 'You sort tickets.\n\nReply with the label only, in lower case. Ticket: {{ticket}}\n',
    hunks: ['Be helpful → Reply with the label only, in lower case'],
  },
  {
    name: 'a sentence added at the end of a paragraph',
    base: 'Sort the ticket. Name its label.\n\nTicket: {{ticket}}\n',
    next: 'Sort the ticket. Name its label. Write nothing else.\n\nTicket: {{ticket}}\n',
    hunks: [' →  Write nothing else.'],
  },
  {
    name: 'a sentence added between two others',
    base: 'Sort the ticket. Name its label.',
    next: 'Sort the ticket. Read it twice. Name its label.',
    hunks: [' → Read it twice. '],
  },
  {
    name: 'a line deleted',
    base: 'Sort the ticket.\nBe helpful.\nName its label.\n',
    next: 'Sort the ticket.\nName its label.\n',
    hunks: ['Be helpful.↵ → '],
  },
  {
    name: 'a list item added in the middle',
    base: '- billing\n- bug\n\nTicket:',
    next: '- billing\n- account\n- bug\n\nTicket:',
    hunks: [' → - account↵'],
  },
  {
    name: 'a list item added at the end',
    base: '- billing\n- bug\n\nTicket:',
    next: '- billing\n- bug\n- other\n\nTicket:',
    hunks: [' → ↵- other'],
  },
  {
    name: 'a paragraph added',
    base: 'Sort the ticket.\n\nTicket: {{ticket}}\n',
    next: 'Sort the ticket.\n\nThink first. Then answer.\n\nTicket: {{ticket}}\n',
    hunks: [' → Think first. Then answer.↵↵'],
  },
  {
    name: 'two edits in one clause',
    base: 'Classify the ticket as a category, then stop.',
    next: 'Classify this ticket as one category, then stop.',
    hunks: ['the ticket as a → this ticket as one'],
  },
  {
    name: 'edits at both ends of a long clause',
    base: 'Please read the whole of the message that the customer sent to us and sort it.',
    next: 'Carefully read the whole of the message that the customer sent to us and label it.',
    hunks: [
      'Please read the whole of the message that the customer sent to us and sort → ' +
        'Carefully read the whole of the message that the customer sent to us and label',
    ],
  },
  {
    name: 'edits in neighbouring clauses with two words between them',
    base: 'Use short words, and never long sentences.',
    next: 'Use plain words, and no long sentences.',
    hunks: ['short words, and never → plain words, and no'],
  },
  {
    name: 'edits in clauses further apart',
    base: 'Use short words in all of the answer, and never write long sentences.',
    next: 'Use plain words in all of the answer, and never write endless sentences.',
    hunks: ['short → plain', 'long → endless'],
  },
  {
    name: 'edits in two sentences of one line',
    base: 'Sort the ticket. Name its label.',
    next: 'Sort this ticket. Name one label.',
    hunks: ['the → this', 'its → one'],
  },
  {
    name: 'a clause changed and a sentence added behind it',
    base: 'Sort tickets.',
    next: 'Sort all tickets. Reply in JSON.',
    hunks: [' → all ', ' →  Reply in JSON.'],
  },
  {
    name: 'edits on both sides of a template variable',
    base: 'Label {{ticket}} as spam or ham.',
    next: 'Mark {{ticket}} with spam or ham.',
    hunks: ['Label → Mark', 'as → with'],
  },
  { name: 'punctuation only', base: 'Answer now', next: 'Answer now.', hunks: [' → .'] },
  { name: 'one mark for another', base: 'Stop, then answer.', next: 'Stop; then answer.', hunks: [', → ;'] },
  { name: 'white space only', base: 'Answer  now.', next: 'Answer now.', hunks: ['   →  '] },
  {
    name: 'a compound word',
    base: 'Use lower-case.',
    next: 'Use upper-case.',
    hunks: ['lower-case → upper-case'],
  },
  {
    name: 'an abbreviation within a clause',
    base: 'Use labels, e.g. billing or bug issues.',
    next: 'Use labels, e.g. refunds or login issues.',
    hunks: ['billing or bug → refunds or login'],
  },
  {
    name: 'a block of JSON',
    base: '```json\n{\n  "label": "x",\n  "why": "text"\n}\n```\n',
    next: '```json\n{\n  "label": "<one label>",\n  "why": "text",\n  "sure": true\n}\n```\n',
    hunks: ['x → <one label>', ' → ,↵  "sure": true'],
  },
  {
    name: 'Chinese, which has no spaces',
    base: '请把工单分类为一个标签。请用中文回答。',
    next: '请把工单分类为唯一的标签。请用中文回答，不要解释。',
    hunks: ['一个 → 唯一的', ' → ，不要解释'],
  },
  { name: 'an emoji with a skin tone', base: 'Reply 👍 or no.', next: 'Reply 👍🏽 or no.', hunks: ['👍 → 👍🏽'] },
  { name: 'a first text', base: '', next: 'Sort the ticket.', hunks: [' → Sort the ticket.'] },
  { name: 'all text deleted', base: 'Sort the ticket.', next: '', hunks: ['Sort the ticket. → '] },
  { name: 'nothing changed', base: 'Sort the ticket.', next: 'Sort the ticket.', hunks: [] },
];

describe('hunks read as a person would mark them', () => {
  it.each(cases)('$name', ({ base, next, hunks }) => {
    expect(readable(base, next)).toEqual(hunks);
  });
});

describe('diffHunks', () => {
  it('keeps single words apart for methods that replace tokens', () => {
    const base = 'Classify the ticket as a category.';
    expect(readable(base, 'Classify this ticket as one short category.', 'token')).toEqual([
      'the → this',
      'a → one short',
    ]);
  });

  it('pairs the variables of both sides though text moves across them', () => {
    const base = 'Read it with great care. {{ticket}} Then name one label.';
    const next = 'Then name one label. {{ticket}} Read it with great care.';
    for (const { oldText, newText } of diffHunks(editableText(base), next)) {
      expect(oldText + newText).not.toContain('{{');
    }
  });

  it('shows a change of protected text as a hunk too', () => {
    expect(readable('Sort {{ticket}} now.', 'Sort {{text}} now.')).toEqual(['ticket → text']);
  });

  it('gives an edit the same id wherever it is computed, and another at another place', () => {
    const [one] = diffHunks(editableText('Sort it.'), 'Label it.');
    const [same] = diffHunks(editableText('Sort it.'), 'Label it.');
    const [moved] = diffHunks(editableText('Now. Sort it.'), 'Now. Label it.');
    expect(one!.id).toBe(same!.id);
    expect(one!.id).not.toBe(moved!.id);
  });
});
