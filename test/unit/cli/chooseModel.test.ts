import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chooseModel, readModel } from '../../../src/cli/options/model';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'redline-model-'));
  file = join(folder, 't.task.yaml');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const writeTask = (models: string) => writeFile(file, `dataset: a.csv\nmetric: exact-match\n${models}\n`);
const choose = (text: string, seed?: number) => chooseModel(file, readModel(text), seed);

describe('chooseModel', () => {
  it('keeps the settings of a model that the task lists', async () => {
    await writeTask(
      'models: [{ provider: openai, name: a, temperature: 0 }, { provider: openai, name: b, maxTokens: 9 }]',
    );
    expect(await choose('openai/b')).toMatchObject({ name: 'b', maxTokens: 9 });
    expect(await choose('openai/b', 7)).toMatchObject({ name: 'b', seed: 7 });
  });

  it('asks another model on the same server, without the settings of the first', async () => {
    await writeTask('model: { provider: openai, name: a, baseUrl: "http://localhost:1/v1", temperature: 0 }');
    expect(await choose('openai/org/c')).toEqual({
      provider: 'openai',
      name: 'org/c',
      baseUrl: 'http://localhost:1/v1',
    });
    expect(await choose('echo/x')).toEqual({ provider: 'echo', name: 'x' });
  });

  it('gives a simulated model the script of the task, and says so when there is none', async () => {
    await writeTask('model: { provider: simulated, name: a, script: s.yaml }');
    expect(await choose('simulated/b')).toEqual({ provider: 'simulated', name: 'b', script: 's.yaml' });
    await writeTask('model: { provider: echo }');
    await expect(choose('simulated/b')).rejects.toThrow(
      /t\.task\.yaml: The task has no script .* Write a simulated model/,
    );
  });

  it('sets the seed of the task’s own model', async () => {
    await writeTask('model: { provider: openai, name: a }');
    expect(await chooseModel(file, undefined, 3)).toMatchObject({ name: 'a', seed: 3 });
    expect(await chooseModel(file, undefined, undefined)).toBeUndefined();
  });
});
