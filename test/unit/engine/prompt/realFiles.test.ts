import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RedlineError } from '../../../../src/engine/errors';
import { formatOf } from '../../../../src/engine/prompt/formatOf';
import { violatedInvariant } from '../../../../src/engine/prompt/invariants';
import { parsePrompt } from '../../../../src/engine/prompt/parsePrompt';
import { renderPrompt } from '../../../../src/engine/prompt/renderPrompt';
import { readSourceText } from '../../../../src/engine/prompt/sourceText';
import { toWholeFile } from '../../../../src/engine/prompt/wholeFile';
import { expectSoundSpans } from './promptViews';

const DATA = join(process.cwd(), '..', 'shared', 'data');
const FOLDERS = ['prompt-files', 'prompty-fixtures', 'dotprompt-spec/examples', 'dotprompt-spec/samples'];
const files = existsSync(DATA)
  ? FOLDERS.flatMap((folder) => globSync(`${folder}/**/*.*`, { cwd: DATA })).filter(
      (file) => formatOf(file) !== null && !file.endsWith('SOURCE.md'),
    )
  : [];

/** Broken on purpose, or using `section` and operators as Handlebars can't, with the line at fault. */
const UNREADABLE: Readonly<Record<string, number>> = {
  'dotprompt-spec/examples/autocomplete.prompt': 22,
  'dotprompt-spec/examples/error-multiple-issues.prompt': 27,
  'dotprompt-spec/examples/error-unmatched-closing-block.prompt': 24,
  'dotprompt-spec/examples/valid-greeting.prompt': 17,
  'dotprompt-spec/samples/08-sections-thinking.prompt': 52,
  'dotprompt-spec/samples/10-kitchen-sink.prompt': 131,
};

/** They use partials, media, helpers of their own program, or have broken YAML. */
const NOT_RENDERED = /partial|media|features|recipe\.prompt|invalid-yaml|helpers|schema-and-config/;

describe.skipIf(files.length === 0)('real prompt files (needs ../shared/data)', () => {
  it.each(Object.entries(UNREADABLE))('%s has an error on line %i', (file, line) => {
    const { text } = readSourceText(readFileSync(join(DATA, file)), file);
    expect(() => parsePrompt(file, text)).toThrowError(
      expect.objectContaining({ kind: 'input', place: expect.objectContaining({ file, line }) as object }),
    );
  });

  it.each(files.filter((file) => !(file in UNREADABLE)))('%s', (file) => {
    const bytes = readFileSync(join(DATA, file));
    const source = readSourceText(bytes, file);
    const prompt = parsePrompt(file, source.text);
    expect(Buffer.from(toWholeFile(source, prompt.text))).toEqual(bytes);
    expect(violatedInvariant(prompt, prompt.text)).toBeNull();

    expectSoundSpans(prompt);
    expect(prompt.text.slice(0, prompt.body.start)).toBe(
      prompt.text.slice(0, prompt.frontMatter?.span.end ?? 0),
    );

    const inputs = Object.fromEntries(prompt.variables.map(({ name }) => [name, `<${name}>`]));
    const unfillable = prompt.problems.some(({ severity }) => severity === 'error');
    expect(unfillable && !NOT_RENDERED.test(file)).toBe(false);
    if (unfillable) expect(() => renderPrompt(prompt, inputs)).toThrowError(RedlineError);
    else expect(renderPrompt(prompt, inputs).length).toBeGreaterThan(0);
  });
});
