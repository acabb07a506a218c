import { describe, expect, it } from 'vitest';
import { parsePrompt } from '../../../../src/engine/prompt/parsePrompt';
import { requiredVariables } from '../../../../src/engine/prompt/templateDefaults';
import { editableOf, messagesOf, namesOf, placeholdersOf } from './promptViews';

describe('plain text and Markdown', () => {
  it('is one user message with {{name}} variables', () => {
    const prompt = parsePrompt('a.md', 'Sort {{ticket}} for {{ user.name }} now.\n');
    expect(messagesOf(prompt)).toEqual(['user|Sort {{ticket}} for {{ user.name }} now.']);
    expect(namesOf(prompt)).toEqual(['ticket', 'user']);
    expect(placeholdersOf(prompt)).toEqual(['{{ticket}}', '{{ user.name }}']);
    expect(editableOf(prompt)).toEqual(['Sort ', ' for ', ' now.\n']);
  });

  it('finds variables in fenced code and next to braces', () => {
    expect(namesOf(parsePrompt('a.txt', '```\n{{code}}\n```\n{"label": {{label}}}'))).toEqual([
      'code',
      'label',
    ]);
  });

  it('takes other things between braces as text, and warns of tags of another language', () => {
    const prompt = parsePrompt('a.md', 'a {{ not this }} {x} {{#if y}}z{{/if}}');
    expect(namesOf(prompt)).toEqual([]);
    expect(prompt.problems.map(({ severity }) => severity)).toEqual(['warning', 'warning']);
  });

  it('reads VS Code input variables, and protects what the chat fills', () => {
    const prompt = parsePrompt(
      'a.prompt.md',
      'Use #tool:search on ${selection} for ${input:goal:What for?} and {{x}}, ${input:y}',
    );
    expect(namesOf(prompt)).toEqual(['goal', 'x', 'y']);
    expect(editableOf(prompt)).toEqual(['Use ', ' on ', ' for ', ' and ', ', ']);
    expect(prompt.problems).toEqual([expect.objectContaining({ severity: 'warning' })]);
    expect(namesOf(parsePrompt('a.md', '${input:goal}'))).toEqual([]);
  });

  it('reports an empty body, comments and front matter apart', () => {
    const errors = (path: string, text: string) =>
      parsePrompt(path, text).problems.filter((p) => p.severity === 'error');
    expect(errors('a.md', ' \n')).toHaveLength(1);
    expect(errors('a.prompty', '---\nname: x\n---\n')).toHaveLength(1);
    expect(errors('a.j2', '# system:\n{# nothing #}\n')).toHaveLength(1);
    expect(errors('a.md', '{{x}}')).toHaveLength(0);
  });
});

describe('what is kept', () => {
  it('leaves out fenced blocks marked in the info string or on the first line', () => {
    const text = 'Start\n```text redline: keep\nA\n```\nMiddle\n~~~\n# redline: keep\nB\n~~~\n```\nC\n```\n';
    expect(editableOf(parsePrompt('a.md', text))).toEqual(['Start', 'Middle', '```\nC\n```\n']);
  });

  it('ends a fence only at one as long, and keeps to the end when it has none', () => {
    expect(editableOf(parsePrompt('a.md', 'a\n````x redline: keep\n```\nb\n````\nc'))).toEqual(['a', 'c']);
    expect(editableOf(parsePrompt('a.md', 'a\n``` redline: keep\nb'))).toEqual(['a']);
  });

  it('leaves out what stands between keep comments, variables in it included', () => {
    const prompt = parsePrompt('a.md', 'A <!-- redline: keep -->B {{x}}<!-- /redline --> C');
    expect(editableOf(prompt)).toEqual(['A ', ' C']);
    expect(namesOf(prompt)).toEqual(['x']);
    expect(parsePrompt('a.md', 'A\n<!-- redline: keep -->\nB').problems).toHaveLength(1);
  });
});

describe('Prompty', () => {
  it('splits at role lines; what stands before them is the system', () => {
    const prompt = parsePrompt(
      'a.prompty',
      '---\nname: x\n---\nBe kind.\n# User:\nHi {{name}}\nassistant[name="x"]:\nHello\n',
    );
    expect(messagesOf(prompt)).toEqual(['system|Be kind.', 'user|Hi {{name}}', 'assistant|Hello']);
    expect(editableOf(prompt)).toEqual(['Be kind.', 'Hi ', 'Hello\n']);
  });

  it('takes role lines in fenced code, verbatim sections and comments as text', () => {
    const prompt = parsePrompt(
      'a.prompty',
      'system:\nLike this:\n```\nuser:\nhi\n```\n{% raw %}\nuser:\n{% endraw %}{#\nuser:\n#}\nuser:\nGo',
    );
    expect(prompt.messages.map(({ role }) => role)).toEqual(['system', 'user']);
  });

  it('takes an unclosed fence as text, not as a hiding place for roles', () => {
    expect(parsePrompt('a.prompty', 'system:\n```\nuser:\nGo').messages.map(({ role }) => role)).toEqual([
      'system',
      'user',
    ]);
  });

  it('warns of roles it can not send', () => {
    expect(parsePrompt('a.prompty', 'system:\nx\nfunction:\ny').problems).toEqual([
      expect.objectContaining({
        severity: 'warning',
        message: expect.stringContaining('`function`') as string,
      }),
    ]);
  });

  it('can be written in Mustache', () => {
    const prompt = parsePrompt(
      'a.prompty',
      '---\ntemplate:\n  format:\n    kind: mustache\n---\nuser:\n{{#a}}x{{/a}}{{b}}',
    );
    expect(prompt.syntax).toBe('mustache');
    expect(namesOf(prompt)).toEqual(['a?', 'b']);
  });

  it('takes defaults of its inputs, and never its sample', () => {
    const required = (head: string) =>
      requiredVariables(parsePrompt('a.prompty', `---\n${head}\n---\n{{a}} {{b}}`));
    expect(required('inputs:\n  - name: a\n    default: 1')).toEqual(['b']);
    expect(required('inputs:\n  a: Jane\n  b:\n    type: string')).toEqual(['b']);
    expect(required('sample:\n  a: 1')).toEqual(['a', 'b']);
  });
});

describe('Jinja', () => {
  it('has the user speak before the first role line, and markers inside loops', () => {
    const prompt = parsePrompt(
      'a.j2',
      'Hi\n{% for m in history %}\nuser:\n{{ m.q }}\n# assistant:\n{{ m.a }}\n{% endfor %}\n',
    );
    expect(prompt.roleMarkers.map(({ role }) => role)).toEqual(['user', 'assistant']);
    expect(messagesOf(prompt)[0]).toBe('user|Hi\n{% for m in history %}');
    expect(placeholdersOf(prompt)).toEqual(['{% for m in history %}']);
  });

  it.each([
    ['{% for x in items %}{{ x.a }}{{ loop.index }}{{ y }}{% endfor %}{{ x }}', ['items', 'y', 'x']],
    ['{% for k, v in d.items() %}{{ k }}{{ v }}{% else %}{{ none_left }}{% endfor %}', ['d', 'none_left']],
    ['{% set a = b %}{{ a }}', ['b']],
    ['{{ a }}{% set a = 1 %}', ['a']],
    ['{% set t %}{{ q }}{% endset %}{{ t }}', ['q']],
    ['{% macro m(p, q=z) %}{{ p }}{{ q }}{{ w }}{% endmacro %}{{ m(v) }}', ['z', 'w', 'v']],
    ['{{ a | replace("x", b) | upper }}', ['a', 'b']],
    ['{{ items[key].name ~ "s" }}', ['items', 'key']],
    [
      '{% if a and not b %}{{ c if d else e }}{% elif f == g %}{% endif %}',
      ['a?', 'b?', 'c', 'd?', 'e', 'f', 'g'],
    ],
    [
      '{{ a | default("x") }}{{ b or c }}{% if d is defined %}{{ d }}{% endif %}',
      ['a?', 'b?', 'c', 'd?', 'd?'],
    ],
    ['{% if a %}{{ a.b }}{% endif %}', ['a?', 'a?']],
    ['{{ range(n) | join(sep) }}{{ {"k": v, "w": True} }}', ['n', 'sep', 'v']],
    ['{# {{ no }} #}{% raw %}{{ no }}{% endraw %}', []],
    ['{{ "}}" ~ x }}', ['x']],
  ])('%s reads %j', (text, names) => {
    expect(namesOf(parsePrompt('a.j2', text)).sort()).toEqual([...names].sort());
  });

  it('protects tags, expressions, comments and verbatim sections', () => {
    const text = 'a{{ x }}b{%- if x -%}c{% endif %}d{# e #}f{% raw %}{{ g }}{% endraw %}h';
    expect(editableOf(parsePrompt('a.j2', text))).toEqual(['a', 'b', 'c', 'd', 'f', 'h']);
  });

  it.each([
    ['a\n{{ x', 2],
    ['a\n\n{% if x %}b', 3],
    ['a\n{% nonsense %}', 2],
    ['a\n{# b', 2],
    ['{% raw %}{{ x }}', 1],
    ['ok\n{{ a b }}', 2],
    ['{% endif %}', 1],
  ])('%j is an error on line %i', (text, line) => {
    expect(() => parsePrompt('a.j2', text)).toThrowError(
      expect.objectContaining({
        kind: 'input',
        place: expect.objectContaining({ file: 'a.j2', line }) as object,
      }),
    );
  });

  it.each([
    '{% include "/etc/passwd" %}',
    '{% extends "x" %}',
    '{% import "x" as y %}',
    '{{ x | nope }}',
    '{{ f(x) }}',
    '{{ x is nope }}',
    '{{ x | random }}',
    '{{ r/(a+)+$/ }}',
    '{% block b %}{% endblock %}',
  ])('reports %s, which it can not fill', (text) => {
    expect(parsePrompt('a.j2', text).problems.some(({ severity }) => severity === 'error')).toBe(true);
  });
});

it('refuses a file that is no prompt', () => {
  expect(() => parsePrompt('a.csv', 'x')).toThrowError(expect.objectContaining({ kind: 'usage' }));
});
