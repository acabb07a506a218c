import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RedlineError } from '../../../../../src/engine/errors';
import { violatedInvariant } from '../../../../../src/engine/prompt/invariants';
import { parsePrompt } from '../../../../../src/engine/prompt/parsePrompt';
import { renderPrompt } from '../../../../../src/engine/prompt/renderPrompt';
import { requiredVariables } from '../../../../../src/engine/prompt/templateDefaults';
import { editableOf, expectSoundSpans, messagesOf, namesOf } from '../promptViews';

describe('Handlebars and Dotprompt', () => {
  it.each([
    ['{{a}} {{{b}}} {{ c.d }} {{&e}}', ['a', 'b', 'c', 'e']],
    ['{{#each items}}{{name}}{{this.x}}{{../top}}{{@index}}{{@root.r}}{{/each}}', ['items', 'top', 'r']],
    ['{{#each items as |it|}}{{it.a}}{{../b}}{{else}}{{c}}{{/each}}', ['items', 'b', 'c']],
    ['{{#if a}}{{b}}{{else if c}}{{a}}{{/if}}', ['a?', 'a?', 'b', 'c?']],
    ['{{#with user}}{{name}}{{/with}}', ['user']],
    ['{{lookup map key}}', ['map', 'key']],
    ['{{#maybe}}{{inner}}{{/maybe}}{{outer}}', ['maybe?', 'inner?', 'outer']],
    ['{{! {{no}} }}x{{!-- {{no}} --}}', []],
    ['\\{{escaped}} {{a}}', ['a']],
  ])('%s reads %j', (text, names) => {
    expect(namesOf(parsePrompt('a.hbs', text)).sort()).toEqual([...names].sort());
  });

  it('protects tags, comments and escaped tags', () => {
    const text = 'a{{#if x}}b{{else}}c{{/if}}d{{! e }}{{#each y}}{{#if this}}f{{/if}}{{/each}}g';
    expect(editableOf(parsePrompt('a.hbs', text))).toEqual(['a', 'b', 'c', 'd', 'f', 'g']);
    expect(editableOf(parsePrompt('a.hbs', 'a \\{{b}} c'))).not.toContain('{{b}}');
  });

  it('reads Dotprompt roles, model being the assistant', () => {
    const prompt = parsePrompt('a.prompt', 'Hi\n{{role "system"}}\nBe {{mood}}.{{ role "model" }}Yes\n');
    expect(messagesOf(prompt)).toEqual(['user|Hi', 'system|Be {{mood}}.', 'assistant|Yes']);
    expect(editableOf(prompt)).toEqual(['Hi', '\nBe ', '.', 'Yes\n']);
  });

  it('reads role blocks', () => {
    const prompt = parsePrompt(
      'a.prompt',
      '{{#role "system"}}\nBe kind.\n{{/role}}\n\n{{#role "user"}}\n{{q}}\n{{/role}}\n',
    );
    expect(messagesOf(prompt)).toEqual(['system|Be kind.', 'user|{{q}}']);
  });

  it('takes role as a variable outside of Dotprompt', () => {
    expect(namesOf(parsePrompt('a.hbs', 'You are {{role}}'))).toEqual(['role']);
  });

  it('takes defaults and optional fields from the front matter', () => {
    const prompt = parsePrompt(
      'a.prompt',
      '---\ninput:\n  schema:\n    a?: string\n    b: string\n  default:\n    c: 1\n---\n{{a}}{{b}}{{c}}',
    );
    expect(requiredVariables(prompt)).toEqual(['b']);
  });

  it.each([
    '{{> partial}}',
    '{{list x}}',
    '{{media url=x}}',
    '{{role "tool"}}',
    '{{role x}}',
    '{{* dec}}',
    '{{@auth.id}}',
  ])('reports %s, which it can not fill', (text) => {
    expect(
      parsePrompt('a.prompt', `a ${text}`).problems.filter(({ severity }) => severity === 'error'),
    ).not.toEqual([]);
  });

  it.each([
    ['a\n{{/if}}', 2],
    ['a\n{{#if x}}{{/each}}', 2],
    ['{{#if x}}', 1],
    ['a\n{{x y=}}', 2],
  ])('%j is an error on line %i', (text, line) => {
    expect(() => parsePrompt('a.hbs', text)).toThrowError(
      expect.objectContaining({
        kind: 'input',
        place: expect.objectContaining({ file: 'a.hbs', line }) as object,
      }),
    );
  });
});

describe('Mustache', () => {
  it('reads names, sections and raw tags', () => {
    const text = 'a {{x}} {{{y}}} {{&z.q}}{{#items}}{{n}}{{.}}{{/items}}{{^none}}b{{/none}}{{! c }}';
    const prompt = parsePrompt('a.mustache', text);
    expect(namesOf(prompt)).toEqual(['x', 'y', 'z', 'items?', 'n?', 'none?']);
    expect(editableOf(prompt)).toEqual(['a ', ' ', ' ', 'b']);
  });

  it('follows a change of delimiters', () => {
    const prompt = parsePrompt('a.mustache', '{{=<% %>=}}a <%x%> {{y}} <%#s%>b<%/s%>c');
    expect(namesOf(prompt)).toEqual(['x', 's?']);
    expect(editableOf(prompt)).toEqual(['a ', ' {{y}} ', 'b', 'c']);
  });

  it('points at broken tags and reports partials', () => {
    expect(() => parsePrompt('a.mustache', 'a\nb {{#s}}')).toThrowError(
      /a\.mustache:2:\d+: .*Unclosed section/,
    );
    expect(() => parsePrompt('a.mustache', 'a\n{{/s}}')).toThrowError(/a\.mustache:2/);
    expect(parsePrompt('a.mustache', 'a {{>p}}').problems).toHaveLength(1);
  });
});

describe('any text', () => {
  const PIECES = [
    '{{',
    '}}',
    '{{{',
    '}}}',
    '{%',
    '%}',
    '{#',
    '#}',
    '{{x}}',
    '{{ a.b | upper }}',
    '{% if x %}',
    '{% endif %}',
    '{% for i in x %}',
    '{% endfor %}',
    '{{#if x}}',
    '{{/if}}',
    '{{else}}',
    '{{#x}}',
    '{{/x}}',
    '{{! c }}',
    '{# c #}',
    '{% raw %}',
    '{% endraw %}',
    '{{role "system"}}',
    '\nsystem:\n',
    '# user:\n',
    '```',
    '``` redline: keep\n',
    '<!-- redline: keep -->',
    '<!-- /redline -->',
    '---\n',
    '+++\n',
    '\n',
    ' ',
    'word',
    '"',
    "'",
    '\\',
    '\u2028',
    '𝛑',
    '\t',
    '-',
    '~',
    '${input:x}',
    '#tool:y',
    '[',
    '(',
    '|',
    '=',
  ];
  const text = fc.array(fc.constantFrom(...PIECES), { maxLength: 14 }).map((parts) => parts.join(''));
  const path = fc.constantFrom(
    'a.md',
    'a.prompt.md',
    'a.prompty',
    'a.j2',
    'a.hbs',
    'a.prompt',
    'a.mustache',
    'a.txt',
  );

  it('parses into sound spans, keeps its own invariants and renders, or is an error with a place', () => {
    fc.assert(
      fc.property(path, text, (file, source) => {
        try {
          const prompt = parsePrompt(file, source);
          expectSoundSpans(prompt);
          expect(violatedInvariant(prompt, source)).toBeNull();
          renderPrompt(prompt, Object.fromEntries(prompt.variables.map(({ name }) => [name, 'v'])));
        } catch (error) {
          if (!(error instanceof RedlineError)) throw error;
          expect(error).toMatchObject({ kind: 'input', place: { file, line: expect.any(Number) as number } });
        }
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['a.hbs', '{{#if x}}', '{{/if}}'],
    ['a.mustache', '{{#x}}', '{{/x}}'],
    ['a.j2', '{% if x %}', '{% endif %}'],
  ])('%s nested without end is an error', (file, open, close) => {
    expect(() => parsePrompt(file, open.repeat(20_000) + close.repeat(20_000))).toThrowError(RedlineError);
  });
});
