import { describe, expect, it } from 'vitest';
import { applyEdit } from '../../../../src/engine/optimize/applyEdit';
import { insertInstruction } from '../../../../src/engine/optimize/insertInstruction';
import { parsePrompt } from '../../../../src/engine/prompt/parsePrompt';

const NEW = 'Reply with the name only.';

function inserted(text: string, path = 'a.prompt.md', added: string[] = []): string | null {
  const prompt = parsePrompt(path, text);
  const edit = insertInstruction(prompt, NEW, added);
  if (!edit) return null;
  const applied = applyEdit(prompt, edit);
  if ('reason' in applied) throw new Error(applied.reason);
  return applied.text;
}

describe('insertInstruction', () => {
  it('puts it behind the last sentence before the data', () => {
    expect(inserted('Sort tickets. Be brief.\n\nTicket: {{ticket}}\n')).toBe(
      'Sort tickets. Be brief. Reply with the name only.\n\nTicket: {{ticket}}\n',
    );
  });

  it('continues a list as a list', () => {
    expect(inserted('Rules:\n1. Be brief.\n2. Be kind.\n\n{{ticket}}\n')).toBe(
      'Rules:\n1. Be brief.\n2. Be kind.\n3. Reply with the name only.\n\n{{ticket}}\n',
    );
  });

  it('ends a sentence that has no full stop', () => {
    expect(inserted('Sort tickets\n\n{{ticket}}\n')).toBe(
      'Sort tickets. Reply with the name only.\n\n{{ticket}}\n',
    );
  });

  it('keeps away from earlier additions, so that each stays an edit of its own', () => {
    const text = 'Sort tickets. Be brief. Use lower case.\n\n{{ticket}}\n';
    expect(inserted(text, 'a.prompt.md', ['Use lower case.'])).toBe(
      'Sort tickets. Reply with the name only. Be brief. Use lower case.\n\n{{ticket}}\n',
    );
  });

  it('goes behind the data when nothing stands before it', () => {
    expect(inserted('{{ticket}}\n\nName the category.\n')).toBe(
      '{{ticket}}\n\nName the category. Reply with the name only.\n',
    );
  });

  it('never touches front matter or fences that are to be kept', () => {
    const text =
      '---\ndescription: Sorts tickets.\n---\n```text redline: keep\nLegal text.\n```\nSort tickets.\n{{ticket}}\n';
    expect(inserted(text)).toBe(
      text
        .replace('Sort tickets.', 'Sort tickets. Reply with the name only.')
        .replace('description: Sort tickets. Reply with the name only.', 'description: Sorts tickets.'),
    );
  });

  it('finds no place in a prompt without prose', () => {
    expect(inserted('{{ticket}}\n')).toBeNull();
  });
});
