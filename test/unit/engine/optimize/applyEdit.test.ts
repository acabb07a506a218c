import { describe, expect, it } from 'vitest';
import { applyEdit } from '../../../../src/engine/optimize/applyEdit';

const text = 'Sort the ticket.\nName its label.\nTicket: {{ticket}}\nName it.';
const variable = { start: text.indexOf('{{'), end: text.indexOf('}}') + 2 };
const prompt = {
  text,
  editable: [
    { start: 0, end: variable.start },
    { start: variable.end, end: text.length },
  ],
};
const reasonFor = (find: string, replace: string) => {
  const outcome = applyEdit(prompt, { find, replace });
  return 'reason' in outcome ? outcome.reason : `applied: ${outcome.text}`;
};

describe('applyEdit', () => {
  it('replaces the one place where the quoted words stand', () => {
    expect(applyEdit(prompt, { find: 'its label', replace: 'one label' })).toEqual({
      text: text.replace('its label', 'one label'),
    });
  });

  it('deletes when the replacement is empty', () => {
    expect(applyEdit(prompt, { find: '\nName its label.', replace: '' })).toEqual({
      text: text.replace('\nName its label.', ''),
    });
  });

  it.each([
    ['a terminal sequence', '\u001b[2Jone label'],
    ['a NUL', 'one\0label'],
    ['a mark that turns the order of text', 'one \u202elabel'],
  ])('refuses %s, which nobody sees in a review', (_what, replace) => {
    expect(reasonFor('its label', replace)).toMatch(/control characters/);
  });

  it('writes tabs and the joiners that words and emoji need', () => {
    const replace = 'its\tlabel \u{1f469}\u200d\u{1f4bb} \u200e';
    expect(reasonFor('its label', replace)).toBe(`applied: ${text.replace('its label', replace)}`);
  });

  it('writes dollar signs as they are', () => {
    expect(applyEdit(prompt, { find: 'its label', replace: '$& $1' })).toEqual({
      text: text.replace('its label', () => '$& $1'),
    });
  });

  it('takes the line ends of another system', () => {
    expect(applyEdit(prompt, { find: 'ticket.\r\nName its', replace: 'ticket.\r\nName one' })).toEqual({
      text: text.replace('its', 'one'),
    });
  });

  it('finds words in an editable span though they stand in protected text too', () => {
    const twice = {
      text: '---\nname: sort\n---\nsort it',
      editable: [{ start: 19, end: 26 }],
    };
    expect(applyEdit(twice, { find: 'sort', replace: 'label' })).toEqual({
      text: '---\nname: sort\n---\nlabel it',
    });
  });

  it.each([
    ['an empty quotation', '', 'x', /^The text to find is empty\. Quote/],
    [
      'words that do not stand there',
      'sort the ticket',
      'x',
      /"sort the ticket" does not stand in the prompt\. Copy/,
    ],
    ['words that stand twice', 'Name', 'Give', /"Name" stands 2 times in the prompt\. Quote more/],
    ['words that reach into a template variable', 'Ticket: {{', 'x', /must stay as it is/],
    ['words that span a template variable', 'Ticket: {{ticket}}\nName it', 'x', /must stay as it is/],
    ['a template variable', '{{ticket}}', '{{text}}', /must stay as it is/],
    ['an edit that changes nothing', 'its label', 'its label', /changes nothing/],
    ['half of a character', 'its label', '\ud83d', /half of a character/],
  ])('refuses %s and says what to do', (_, find, replace, reason) => {
    expect(reasonFor(find, replace)).toMatch(reason);
  });

  it('counts places that overlap', () => {
    const outcome = applyEdit(
      { text: 'aaa', editable: [{ start: 0, end: 3 }] },
      { find: 'aa', replace: 'b' },
    );
    expect(outcome).toEqual({ reason: expect.stringContaining('stands 2 times') as string });
  });

  it('quotes long words in short', () => {
    expect(reasonFor('😀'.repeat(500), 'x').length).toBeLessThan(300);
  });
});
