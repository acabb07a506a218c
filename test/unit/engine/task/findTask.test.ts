import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { findTaskFor, isTaskFile } from '../../../../src/engine/task/findTask';

const folders: string[] = [];

afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
});

async function found(files: Record<string, string>, prompt: string): Promise<string | null> {
  const folder = await mkdtemp(join(tmpdir(), 'redline-find-'));
  folders.push(folder);
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));
  const task = await findTaskFor(join(folder, prompt));
  return task && basename(task);
}

describe('findTaskFor', () => {
  it('finds the task with the stem of the prompt, in every format', async () => {
    const files = { 'x.task.yaml': 'dataset: d.csv' };
    for (const prompt of [
      'x.prompt.md',
      'x.prompty',
      'x.prompt',
      'x.md',
      'x.txt',
      'x.j2',
      'x.hbs',
      'x.mustache',
    ]) {
      expect(await found(files, prompt)).toBe('x.task.yaml');
    }
    expect(await found(files, 'y.prompt.md')).toBeNull();
  });

  it('finds a task of another name that names the prompt', async () => {
    expect(await found({ 'other.task.yaml': 'prompt: ./x.md\ndataset: d.csv' }, 'x.md')).toBe(
      'other.task.yaml',
    );
  });

  it('does not take a task with the stem that names another prompt', async () => {
    expect(await found({ 'x.task.yaml': 'prompt: y.md\ndataset: d.csv' }, 'x.md')).toBeNull();
  });

  it('prefers the stem, and does not choose between two others', async () => {
    const two = { 'a.task.yaml': 'prompt: x.md', 'b.task.yaml': 'prompt: x.md' };
    await expect(found(two, 'x.md')).rejects.toThrow(
      /Several tasks name this prompt: a.task.yaml and b.task.yaml/,
    );
    expect(await found({ ...two, 'x.task.yaml': 'dataset: d.csv' }, 'x.md')).toBe('x.task.yaml');
  });

  it("leaves out files that aren't Redline's", async () => {
    expect(await found({ 'x.task.yaml': 'version: 3\ntasks: {}' }, 'x.md')).toBeNull();
  });
});

describe('isTaskFile', () => {
  it('wants one of the keys that make a task', () => {
    expect(isTaskFile('dataset: d.csv')).toBe(true);
    expect(isTaskFile('examples: []')).toBe(true);
    expect(isTaskFile('# note\nprompt: x.md')).toBe(true);
    expect(isTaskFile('tasks:\n  dataset: x')).toBe(false);
    expect(isTaskFile('')).toBe(false);
    expect(isTaskFile('- dataset')).toBe(false);
  });

  it('still knows a task while it is being typed', () => {
    expect(isTaskFile('dataset: d.csv\nmetric: [f1')).toBe(true);
  });
});
