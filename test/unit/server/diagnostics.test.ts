import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DiagnosticSeverity, type Diagnostic } from 'vscode-languageserver/node';
import { makeSampleTask, SAMPLE_PROMPT, type SampleTask } from '../../support/sampleTask';
import { EngineServer, uriOf } from './engineServer';

let server: EngineServer;
let task: SampleTask;
const opened: string[] = [];
beforeAll(async () => {
  server = await EngineServer.start();
});
afterAll(() => server.end());
afterEach(async () => {
  for (const path of opened.splice(0)) await server.closeDocument(path);
  await task.remove();
});

/** Opens a text under this path, as an editor does that has not saved it yet, and waits for what is wrong with it. */
async function wrongWith(path: string, text: string): Promise<Diagnostic[]> {
  opened.push(path);
  const seen = server.publishedFor(path).length;
  await server.open(path, text);
  return server.diagnostics(path, seen);
}

/** The words of a text that a diagnostic underlines. */
function underlined(text: string, { range: { start, end } }: Diagnostic): string {
  expect(start.line, 'the range spans lines').toBe(end.line);
  return text.split(/\r?\n/)[start.line]!.slice(start.character, end.character);
}

describe('diagnostics of a prompt', () => {
  it('are none where nothing is wrong', async () => {
    task = await makeSampleTask();
    expect(await wrongWith(task.promptPath, SAMPLE_PROMPT)).toEqual([]);
  });

  it.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
  ])('underline every unknown variable where it stands (%s)', async (_, eol) => {
    task = await makeSampleTask();
    const text = SAMPLE_PROMPT.replace('Be helpful.', 'Be {{kind}}.')
      .replace('{{ticket}}', '{{tickt}} {{ticket}}')
      .replaceAll('\n', eol);
    const found = await wrongWith(task.promptPath, text);
    expect(found.map((each) => underlined(text, each))).toEqual(['{{kind}}', '{{tickt}}']);
    expect(found[1]).toMatchObject({
      severity: DiagnosticSeverity.Error,
      source: 'redline',
      message: expect.stringMatching(
        /^No column feeds the variable "tickt"\. Did you mean "ticket"\?/,
      ) as string,
      range: { start: { line: 4, character: 8 }, end: { line: 4, character: 17 } },
    });
  });

  it('say where the front matter began that nothing closes', async () => {
    task = await makeSampleTask();
    const found = await wrongWith(task.promptPath, `---\ndescription: sorts\n${SAMPLE_PROMPT}`);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      severity: DiagnosticSeverity.Error,
      message: expect.stringMatching(/front matter/i) as string,
      range: { start: { line: 0 } },
    });
    // The file is named by where the message stands.
    expect(found[0]!.message).not.toContain(task.promptPath);
  });

  it('warn of a prompt that is the same for every example', async () => {
    task = await makeSampleTask();
    const [found] = await wrongWith(task.promptPath, 'Name the category.\n');
    expect(found).toMatchObject({
      severity: DiagnosticSeverity.Warning,
      message: expect.stringContaining('{{ticket}}') as string,
      range: { start: { line: 0, character: 0 } },
    });
  });

  it('are those of the prompt alone where there is no task', async () => {
    task = await makeSampleTask();
    const lonely = join(task.folder, 'lonely.prompt.md');
    expect(await wrongWith(lonely, 'Say {{anything}}.')).toEqual([]);
    const [found] = await wrongWith(join(task.folder, 'open.prompt.md'), '---\nmodel: x\nSay hello.');
    expect(found?.message).toMatch(/front matter/i);
  });

  it('leave what is wrong with the task to the task', async () => {
    task = await makeSampleTask({ edit: (text) => text.replace('tickets.csv', 'nowhere.csv') });
    expect(await wrongWith(task.promptPath, SAMPLE_PROMPT)).toEqual([]);
  });

  it('say so when several tasks name the prompt', async () => {
    task = await makeSampleTask({ edit: (text) => `prompt: sort.prompt.md\n${text}` });
    const text = await readFile(task.taskFile, 'utf8');
    await writeFile(join(task.folder, 'one.task.yaml'), text);
    await rename(task.taskFile, join(task.folder, 'other.task.yaml'));
    const [found] = await wrongWith(task.promptPath, SAMPLE_PROMPT);
    expect(found?.message).toMatch(
      /^Several tasks name this prompt: one\.task\.yaml and other\.task\.yaml\./,
    );
  });

  it('cover a template that a task names, and no other', async () => {
    task = await makeSampleTask({ edit: (text) => `prompt: sort.j2\n${text}` });
    const template = join(task.folder, 'sort.j2');
    const text = 'Sort {{ tickt }}.\n';
    await writeFile(template, text);
    const found = await wrongWith(template, text);
    expect(found.map((each) => underlined(text, each))).toEqual(['{{ tickt }}']);
    expect(await wrongWith(join(task.folder, 'page.j2'), '{{ tickt }} {% if')).toEqual([]);
  });

  it('are none for a foreign .md file, whatever it holds', async () => {
    task = await makeSampleTask();
    expect(await wrongWith(join(task.folder, 'README.md'), '---\nnever: closed\n{{anything}}\n')).toEqual([]);
  });
});

describe('diagnostics of a task', () => {
  const wrong = async (edit: (text: string) => string): Promise<[string, Diagnostic[]]> => {
    task = await makeSampleTask();
    const text = edit(await readFile(task.taskFile, 'utf8'));
    return [text, await wrongWith(task.taskFile, text)];
  };

  it('are none where nothing is wrong', async () => {
    expect((await wrong((text) => text))[1]).toEqual([]);
  });

  it.each([
    ['an unknown key', 'metric:', 'metrik:', 'metrik', /^Unknown key "metrik"\. Did you mean "metric"\?/],
    ['an unknown metric', 'exact-match', 'exact-mach', 'exact-mach', /exact-match/],
    ['a share above 1', 'train: 0.4', 'train: 4', '4', /train/],
    ['a dataset that is missing', 'tickets.csv', 'nowhere.csv', 'nowhere.csv', /nowhere\.csv does not exist/],
    ['a target that is no column', 'target: label', 'target: lable', 'lable', /lable.*label/],
  ])('underline %s', async (_, right, mistaken, words, message) => {
    const [text, found] = await wrong((written) => written.replace(right, mistaken));
    expect(found.map((each) => underlined(text, each))).toEqual([words]);
    expect(found[0]).toMatchObject({ severity: DiagnosticSeverity.Error, source: 'redline' });
    expect(found[0]!.message).toMatch(message);
    expect(found[0]!.message).not.toContain(task.taskFile);
  });

  it('keep their places with CRLF', async () => {
    const [text, found] = await wrong((written) =>
      written.replace('metric:', 'metrik:').replaceAll('\n', '\r\n'),
    );
    expect(found.map((each) => underlined(text, each))).toEqual(['metrik']);
  });

  it('name the column that is missing for an input', async () => {
    const [text, found] = await wrong((written) => `input: { ticket: bodi }\n${written}`);
    expect(found).toHaveLength(1);
    expect(found[0]!.message).toMatch(/bodi/);
    expect(underlined(text, found[0]!)).toMatch(/bodi/);
  });

  it('are not confused by BOM and CRLF in the prompt', async () => {
    task = await makeSampleTask({
      prompt: `\uFEFF---\ndescription: x\n---\n${SAMPLE_PROMPT}`.replaceAll('\n', '\r\n'),
    });
    expect(await wrongWith(task.taskFile, await readFile(task.taskFile, 'utf8'))).toEqual([]);
  });

  it('say that it is no YAML, where it stops being it', async () => {
    const [, found] = await wrong((written) => `${written}guards: [{ max-words: 3 }\n`);
    expect(found.length).toBeGreaterThan(0);
    expect(found[0]!.range.start.line).toBeGreaterThanOrEqual(8);
  });

  it('name row and file of what is wrong in the dataset, on the first line', async () => {
    task = await makeSampleTask();
    await writeFile(join(task.folder, 'tickets.csv'), 'ticket,label\n"never closed,billing\n');
    const text = await readFile(task.taskFile, 'utf8');
    const [found] = await wrongWith(task.taskFile, text);
    expect(found).toMatchObject({ range: { start: { line: 0, character: 0 } } });
    expect(found!.message).toMatch(/tickets\.csv:\d+/);
  });

  it('are none for a foreign *.task.yaml, whatever it holds', async () => {
    task = await makeSampleTask();
    const foreign = join(task.folder, 'build.task.yaml');
    expect(await wrongWith(foreign, 'steps:\n  - run: build\nmetrik: 3\n')).toEqual([]);
    expect(await wrongWith(join(task.folder, 'half.task.yaml'), 'steps: [\n')).toEqual([]);
  });
});

describe('diagnostics that come and go', () => {
  it('follow the text, and are cleared when the document is closed', async () => {
    task = await makeSampleTask();
    const { promptPath } = task;
    const broken = SAMPLE_PROMPT.replace('{{ticket}}', '{{tickt}}');
    expect(await wrongWith(promptPath, broken)).toHaveLength(1);
    await server.change(promptPath, SAMPLE_PROMPT, 2);
    expect(await server.diagnostics(promptPath, 1)).toEqual([]);
    await server.change(promptPath, broken, 3);
    expect(await server.diagnostics(promptPath, 2)).toHaveLength(1);
    await server.closeDocument(promptPath);
    expect(await server.diagnostics(promptPath, 3)).toEqual([]);
  });

  it('come with the version of the text that they are of, the newest last', async () => {
    task = await makeSampleTask();
    const { promptPath } = task;
    const text = (version: number) => SAMPLE_PROMPT.replace('{{ticket}}', `{{tickt${version}}}`);
    opened.push(promptPath);
    await server.open(promptPath, text(1));
    for (let version = 2; version <= 6; version += 1) await server.change(promptPath, text(version), version);
    const published = () => server.publishedFor(promptPath);
    await server.until(() => published().at(-1)?.version === 6, 'diagnostics of version 6');
    for (const { version, diagnostics } of published()) {
      expect(diagnostics.map(({ message }) => message)).toEqual([
        expect.stringContaining(`"tickt${version}"`),
      ]);
    }
  });

  it('of a prompt change when its task is saved, and when its dataset changes on disk', async () => {
    task = await makeSampleTask();
    const { promptPath, taskFile } = task;
    const text = SAMPLE_PROMPT.replace('{{ticket}}', '{{body}}');
    expect(await wrongWith(promptPath, text)).toHaveLength(1);
    const written = await readFile(taskFile, 'utf8');
    expect(await wrongWith(taskFile, written)).toEqual([]);
    await writeFile(taskFile, `input: { body: ticket }\n${written}`);
    await server.change(taskFile, await readFile(taskFile, 'utf8'), 2);
    await server.save(taskFile);
    expect(await server.diagnostics(promptPath, 1)).toEqual([]);
    await writeFile(join(task.folder, 'tickets.csv'), 'text,label\nhello,billing\n');
    const changes = [{ uri: uriOf(join(task.folder, 'tickets.csv')), type: 2 }];
    // The task names a column that isn't there any more, which its own file says.
    const seen = [server.publishedFor(promptPath).length, server.publishedFor(taskFile).length];
    await server.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
    expect(await server.diagnostics(promptPath, seen[0])).toEqual([]);
    expect((await server.diagnostics(taskFile, seen[1]))[0]?.message).toMatch(/ticket/);
  });

  it('are none for a document that stands in no file', async () => {
    task = await makeSampleTask();
    const textDocument = {
      uri: 'untitled:sort.prompt.md',
      languageId: 'prompt',
      version: 1,
      text: '---\n{{a}}',
    };
    await server.connection.sendNotification('textDocument/didOpen', { textDocument });
    // Documents are looked at in the order in which they come to rest.
    expect(await wrongWith(task.promptPath, SAMPLE_PROMPT)).toEqual([]);
    expect(server.everythingSaid).not.toContain('untitled:');
  });
});
