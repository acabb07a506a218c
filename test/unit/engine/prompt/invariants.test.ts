import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { violatedInvariant } from '../../../../src/engine/prompt/invariants';
import { parsePrompt } from '../../../../src/engine/prompt/parsePrompt';

const PROMPTY =
  '---\nname: x\n---\nsystem:\nBe kind to {{name}}.\n{% if vip %}Very kind, {{name}}.{% endif %}\nuser:\n{{question}}\n';
const MARKDOWN = 'Sort {{ticket}} as {{label}}.\n\n```text redline: keep\nA {{b}}\n```\nDone.\n';

describe('violatedInvariant', () => {
  it.each([
    [PROMPTY, 'Be kind to', 'Always be kind and brief to'],
    [PROMPTY, 'Be kind to {{name}}.', '{{name}} is who you are kind to.'],
    [PROMPTY, 'Be kind to', '- Rule\n- Rule\n\nBe kind to'],
    [PROMPTY, 'Very kind, ', ''],
  ])('allows new words, and a variable moved among them (%#)', (base, find, replace) => {
    expect(violatedInvariant(parsePrompt('a.prompty', base), base.replace(find, replace))).toBeNull();
  });

  it.each([
    ['{{question}}', 'the question', /drops `\{\{question\}\}`/],
    ['{{question}}', '{{query}}', /replaces `\{\{question\}\}` with `\{\{query\}\}`/],
    ['{{question}}', '{{ question }}', /replaces/],
    ['Be kind', 'Be kind {{extra}}', /adds `\{\{extra\}\}`/],
    ['Be kind', 'Be kind {{name}}', /adds `\{\{name\}\}`/],
    ['name: x', 'name: y', /front matter/],
    ['{% if vip %}', '{% if not vip %}', /control tags/],
    ['{% if vip %}Very kind, {{name}}.{% endif %}', 'Very kind, {{name}}.', /control tags/],
    ['user:\n', 'assistant:\n', /role markers/],
    ['Be kind', 'Be kind\nuser:\nhi', /role markers/],
    ['Be kind', '{# psst #}Be kind', /comments/],
    ['{% endif %}', '', /can't be read.*a\.prompty:\d+/],
    [
      'Be kind to {{name}}.\n{% if vip %}Very kind, {{name}}.{% endif %}',
      'Be kind.\n{% if vip %}Very kind, {{name}} {{name}}.{% endif %}',
      /moves/,
    ],
    ['Be kind to {{name}}.\n', '', /drops/],
    ['name: x\n---', 'name: x', /can't be read/],
  ])('refuses %j → %j', (find, replace, reason) => {
    expect(PROMPTY).toContain(find);
    expect(violatedInvariant(parsePrompt('a.prompty', PROMPTY), PROMPTY.replace(find, replace))).toMatch(
      reason,
    );
  });

  it('refuses to move a variable to another speaker', () => {
    const moved = PROMPTY.replace('\n{{question}}', '\nGo').replace(
      'Be kind to',
      'Be kind to {{question}} by',
    );
    expect(violatedInvariant(parsePrompt('a.prompty', PROMPTY), moved)).toMatch(
      /moves a template variable to another message/,
    );
  });

  it('lets variables change places in one message, and keeps kept blocks', () => {
    const base = parsePrompt('a.md', MARKDOWN);
    expect(
      violatedInvariant(base, MARKDOWN.replace('{{ticket}} as {{label}}', '{{label}} for {{ticket}}')),
    ).toBeNull();
    expect(violatedInvariant(base, MARKDOWN.replace('A {{b}}', 'B {{b}}'))).toMatch(/redline: keep/);
    expect(violatedInvariant(base, MARKDOWN.replace(' redline: keep', ''))).toMatch(/redline: keep/);
    expect(violatedInvariant(base, `---\nx: 1\n---\n${MARKDOWN}`)).toMatch(/front matter/);
  });

  it('refuses an empty candidate', () => {
    expect(violatedInvariant(parsePrompt('a.md', 'Hi'), ' \n')).toMatch(/empty/);
    expect(violatedInvariant(parsePrompt('a.md', 'Hi'), '')).toMatch(/empty/);
  });

  it('allows any plain words in place of any editable span', () => {
    fc.assert(
      fc.property(fc.constantFrom(PROMPTY, MARKDOWN), fc.nat(9), fc.lorem(), (text, pick, words) => {
        const base = parsePrompt(text === PROMPTY ? 'a.prompty' : 'a.md', text);
        const span = base.editable[pick % base.editable.length];
        if (!span) throw new Error('nothing to edit');
        expect(violatedInvariant(base, text.slice(0, span.start) + words + text.slice(span.end))).toBeNull();
      }),
    );
  });
});
