import fc from 'fast-check';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { loadTask } from '../../../../src/engine/task/loadTask';
import { readTextFile } from '../../../../src/engine/task/readTextFile';
import type { Task } from '../../../../src/engine/task/task';

const folders: string[] = [];

afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
});

async function folderWith(files: Record<string, string | Buffer>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'redline-task-'));
  folders.push(folder);
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));
  return folder;
}

/** Reads from a record of paths, as an editor does for files that aren't saved. */
function reading(files: Record<string, string>) {
  return (path: string): Promise<string> => {
    const text = files[path];
    return text === undefined
      ? Promise.reject(Object.assign(new Error(`no ${path}`), { code: 'ENOENT' }))
      : Promise.resolve(text);
  };
}

const TASK = `dataset: d.csv
input: { ticket: body }
target: label
metric: exact-match
model: { provider: echo }
`;
const ROWS = Array.from({ length: 12 }, (_, index) => `${index},ticket ${index},${index % 2 ? 'a' : 'b'}`);
const CSV = `id,body,label\n${ROWS.join('\n')}\n`;

function load(files: Record<string, string>, options = {}): Promise<Task> {
  const all = { 'w/t.task.yaml': TASK, 'w/t.prompt.md': 'Hello {{ticket}}', 'w/d.csv': CSV, ...files };
  return loadTask('w/t.task.yaml', { readFile: reading(all), ...options });
}

describe('loadTask', () => {
  it('reads the rows of a dataset beside the task', async () => {
    const task = await load({});
    expect(task).toMatchObject({
      file: 'w/t.task.yaml',
      promptPath: 'w/t.prompt.md',
      datasetPath: 'w/d.csv',
      columns: ['id', 'body', 'label'],
      input: { ticket: 'body' },
      target: 'label',
    });
    expect(task.examples).toHaveLength(12);
    expect(task.examples[0]).toMatchObject({ row: 1, target: 'b' });
    expect(task.examples[0]?.inputs).toEqual({ ticket: 'ticket 0', id: '0' });
  });

  it('keeps the target out of the inputs', async () => {
    const task = await load({});
    expect(task.examples.every(({ inputs }) => !('label' in inputs))).toBe(true);
  });

  it('numbers duplicates and keeps them in one part', async () => {
    const task = await load({ 'w/d.csv': `${CSV}0,ticket 0,b\n0,ticket 0,b\n` });
    const [first, second, third] = [task.examples[0]!, task.examples[12]!, task.examples[13]!];
    expect([second.id, third.id]).toEqual([`${first.id}-2`, `${first.id}-3`]);
    expect([second.part, third.part]).toEqual([first.part, first.part]);
  });

  it('never moves a row when others come, go or change places', async () => {
    const row = fc.integer({ min: 0, max: 10_000 }).map((n) => `${n},text ${n},a`);
    const base = Array.from({ length: 40 }, (_, index) => `${20_000 + index},base ${index},b`);
    const partsOf = async (rows: readonly string[]) => {
      const task = await load({ 'w/d.csv': `id,body,label\n${rows.join('\n')}\n` });
      return new Map(task.examples.map(({ id, part }) => [id, part]));
    };
    const before = await partsOf(base);
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(row, { maxLength: 10 }), fc.nat({ max: 39 }), async (added, cut) => {
        const after = await partsOf([...added, ...base.slice(cut), ...base.slice(0, cut)]);
        for (const [id, part] of before) expect(after.get(id)).toBe(part);
      }),
      { numRuns: 30 },
    );
  });

  it('keeps the rows of a group in one part', async () => {
    const rows = Array.from(
      { length: 60 },
      (_, index) => `${index},ticket ${index},a,customer ${index % 12}`,
    );
    const task = await load({
      'w/t.task.yaml': `${TASK}group: customer\n`,
      'w/d.csv': `id,body,label,customer\n${rows.join('\n')}\n`,
    });
    const parts = Map.groupBy(task.examples, ({ inputs }) => inputs.customer);
    expect(parts.size).toBe(12);
    for (const members of parts.values()) expect(new Set(members.map(({ part }) => part)).size).toBe(1);
  });

  it('takes inline examples, and points into the task file for them', async () => {
    const inline = TASK.replace(
      'dataset: d.csv\n',
      'split: { train: 0, validation: 1 }\nexamples:\n  - { body: x, label: a }\n',
    );
    const task = await load({ 'w/t.task.yaml': inline });
    expect(task.examples).toMatchObject([
      { row: 1, target: 'a', part: 'validation', inputs: { ticket: 'x' } },
    ]);
    expect(task.datasetPath).toBeUndefined();
    const broken = inline.replace(', label: a }', ', label: a }\n  - { body: y }');
    await expect(load({ 'w/t.task.yaml': broken })).rejects.toThrow(
      /^w\/t.task.yaml:4:5: Row 2 has no target/,
    );
  });

  it('names the column that is missing, its key and the columns there are', async () => {
    await expect(load({ 'w/t.task.yaml': TASK.replace('body', 'bodi') })).rejects.toThrow(
      'w/t.task.yaml:2:18: The dataset has no column "bodi". Did you mean "body"? Columns: id, body, label.',
    );
    await expect(load({ 'w/t.task.yaml': TASK.replace('target: label', 'target: labels') })).rejects.toThrow(
      /^w\/t.task.yaml:3:9: The dataset has no column "labels"/,
    );
    await expect(load({ 'w/t.task.yaml': `${TASK}group: team\n` })).rejects.toThrow(/^w\/t.task.yaml:6:8: /);
  });

  it('wants a target where the metric compares with one, and only there', async () => {
    const without = TASK.replace('target: label\n', '');
    await expect(load({ 'w/t.task.yaml': without })).rejects.toThrow(/exact-match compares with a target/);
    const pattern = without.replace('exact-match', '{ name: regex, options: { pattern: yes } }');
    await expect(load({ 'w/t.task.yaml': pattern })).resolves.toMatchObject({ examples: { length: 12 } });
  });

  it('names the line of a row without a target, or with one that the metric cannot compare', async () => {
    await expect(load({ 'w/d.csv': CSV.replace('ticket 3,a', 'ticket 3,') })).rejects.toThrow(
      /^w\/d.csv:5: Row 4 has no target: its "label" is empty/,
    );
    const json = TASK.replace('exact-match', 'json-match');
    await expect(load({ 'w/t.task.yaml': json })).rejects.toThrow(/^w\/d.csv:2: Row 1: .*not JSON/);
  });

  it('names what does not exist and the line that names it', async () => {
    const noData = load({ 'w/t.task.yaml': TASK.replace('d.csv', 'gone.csv') });
    await expect(noData).rejects.toThrow(/^w\/t.task.yaml:1:10: The dataset w\/gone.csv does not exist/);
    const noPrompt = load({ 'w/t.task.yaml': `prompt: gone.md\n${TASK}` });
    await expect(noPrompt).rejects.toThrow(/^w\/t.task.yaml:1:9: The prompt file w\/gone.md does not exist/);
    await expect(loadTask('w/t.task.yaml', { readFile: reading({}) })).rejects.toThrow(
      'w/t.task.yaml: The task file w/t.task.yaml does not exist.',
    );
  });

  it('finds the prompt with the same stem, and does not choose between two', async () => {
    await expect(load({ 'w/t.j2': 'x' })).rejects.toThrow(
      /Several prompts have the stem .* t.prompt.md, t.j2/,
    );
    const named = await load({ 'w/t.j2': 'x', 'w/t.task.yaml': `prompt: t.j2\n${TASK}` });
    expect(named.promptPath).toBe('w/t.j2');
    const none = loadTask('w/t.task.yaml', { readFile: reading({ 'w/t.task.yaml': TASK, 'w/d.csv': CSV }) });
    await expect(none).rejects.toThrow(/There is no prompt beside this task \(t.prompt.md/);
  });

  it('uses the prompt and the models that the caller names instead', async () => {
    const models = [{ provider: 'echo' as const, name: 'other' }];
    const task = await load(
      { 'w/t.task.yaml': TASK.replace(/model:.*\n/, '') },
      { models, promptPath: 'x.md' },
    );
    expect(task.models).toEqual(models);
    expect(task.promptPath).toBe('x.md');
    await expect(load({ 'w/t.task.yaml': TASK.replace(/model:.*\n/, '') })).rejects.toThrow(/names no model/);
  });

  it('refuses a split that leaves train or validation empty, and says what to do', async () => {
    const three = `id,body,label\n${ROWS.slice(0, 3).join('\n')}\n`;
    const seeds = Array.from({ length: 40 }, (_, seed) =>
      load({
        'w/d.csv': three,
        'w/t.task.yaml': `${TASK}split: { train: 0.1, validation: 0.9, seed: ${seed} }\n`,
      }),
    );
    const failed = (await Promise.allSettled(seeds)).filter((result) => result.status === 'rejected');
    expect(failed.length).toBeGreaterThan(10);
    expect(String(failed[0]?.reason)).toMatch(
      /6:8: The split leaves train without examples: .* only 3 rows .*Add rows/,
    );
  });

  it('reads from disk, and refuses bytes that are not UTF-8', async () => {
    const folder = await folderWith({
      't.task.yaml': TASK,
      't.prompt.md': 'x',
      'd.csv': Buffer.from([97, 0xff, 10]),
    });
    await expect(loadTask(join(folder, 't.task.yaml'))).rejects.toThrow(
      /d.csv: The file is not UTF-8 text. Save it/,
    );
    await writeFile(join(folder, 'd.csv'), CSV);
    await expect(loadTask(join(folder, 't.task.yaml'))).resolves.toMatchObject({ examples: { length: 12 } });
  });
});

describe('readTextFile', () => {
  it('refuses a file above the limit before it reads it', async () => {
    const folder = await folderWith({ 'd.csv': 'x'.repeat(2000) });
    await expect(readTextFile(join(folder, 'd.csv'), 1000)).rejects.toThrow(
      /The file has 0.002 MB; at most 0.001 MB/,
    );
  });
});
