import { describe, expect, it } from 'vitest';
import { formatOf, isOwnPromptPath } from '../../../../src/engine/prompt/formatOf';

describe('formatOf', () => {
  it.each([
    ['a/triage.prompt.md', 'vscode-prompt'],
    ['triage.prompty', 'prompty'],
    ['triage.prompt', 'dotprompt'],
    ['notes.md', 'markdown'],
    ['notes.txt', 'text'],
    ['x.j2', 'jinja'],
    ['x.jinja', 'jinja'],
    ['x.jinja2', 'jinja'],
    ['x.hbs', 'handlebars'],
    ['x.handlebars', 'handlebars'],
    ['x.mustache', 'mustache'],
    ['X.PROMPT.MD', 'vscode-prompt'],
    ['x.yaml', null],
    ['prompt', null],
  ])('%s is %s', (path, format) => {
    expect(formatOf(path)).toBe(format);
  });

  it('takes only the three prompt formats as ours without being named', () => {
    expect(['a.prompt.md', 'a.prompty', 'a.prompt'].map(isOwnPromptPath)).toEqual([true, true, true]);
    expect(['a.md', 'a.txt', 'a.j2', 'a.hbs', 'a.mustache', 'a.ts'].map(isOwnPromptPath)).not.toContain(true);
  });
});
