import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RedlineError } from '../../../../src/engine/errors';
import { createModel } from '../../../../src/engine/model/createModel';
import { keysFromEnvironment } from '../../../../src/engine/model/keyProvider';
import type { ModelSpec } from '../../../../src/engine/model/modelSpec';
import { chatParameters } from '../../../../src/engine/model/parameters';
import { priceOf, usdOf } from '../../../../src/engine/model/price';
import { ask, rejection } from './fakeModel';

const options = { keys: () => undefined, knowledge: [], baseFolder: 'tasks', file: 'tasks/a.task.yaml' };

describe('createModel', () => {
  it('makes an echo that answers with the rendered prompt', async () => {
    const echo = await createModel({ provider: 'echo', name: 'echo' }, options);
    expect((await echo.complete(ask('Hello {{name}}'))).text).toBe('Hello {{name}}');
    const messages = [
      { role: 'system' as const, content: 'Be brief.' },
      { role: 'user' as const, content: 'Hi' },
    ];
    expect((await echo.complete(ask('', { messages }))).text).toBe('system:\nBe brief.\n\nuser:\nHi');
  });

  it('reads the script of a simulated model beside the task, and says that it is simulated', async () => {
    const paths: string[] = [];
    const readFile = async (path: string) => (paths.push(path), 'title: Triage\nanswers: { base: 1 }\n');
    const model = await createModel(
      { provider: 'simulated', name: 'sim', script: 's.yaml' },
      { ...options, readFile },
    );
    expect(paths).toEqual([resolve('tasks', 's.yaml')]);
    expect(model.label).toBe('sim (simulated)');
    const unnamed = await createModel(
      { provider: 'simulated', name: 'sim', script: 's.yaml' },
      { ...options, readFile: async () => 'answers: { base: 1 }' },
    );
    expect(unnamed.label).toBe('sim (simulated)');
  });

  it('names the file and the mend where the script is missing', async () => {
    const unnamed = (await rejection(
      createModel({ provider: 'simulated', name: 'sim' }, options),
    )) as RedlineError;
    expect(unnamed).toMatchObject({ kind: 'input', place: { file: 'tasks/a.task.yaml' } });
    expect(unnamed.mend).toContain('`script:`');
    const absent = (await rejection(
      createModel({ provider: 'simulated', name: 'sim', script: 'no.yaml' }, options),
    )) as RedlineError;
    expect(absent.message).toMatch(/^tasks\/a\.task\.yaml: The script "no\.yaml" .* can't be read/);
  });

  it('refuses a base URL that is no address', async () => {
    const spec: ModelSpec = { provider: 'openai', name: 'm', baseUrl: 'localhost:11434' };
    expect(((await rejection(createModel(spec, options))) as RedlineError).kind).toBe('input');
  });

  it('shows which server a model is on', async () => {
    const label = async (baseUrl?: string) =>
      (await createModel({ provider: 'openai', name: 'm', ...(baseUrl && { baseUrl }) }, options)).label;
    expect([await label(), await label('http://localhost:11434/v1')]).toEqual(['m', 'm (localhost:11434)']);
  });
});

describe('keysFromEnvironment', () => {
  it("gives the key to its own provider's origin, and to others only when trusted", () => {
    const environment = { OPENAI_API_KEY: ' sk-1 ' };
    expect(keysFromEnvironment(environment)('https://api.openai.com')).toBe('sk-1');
    expect(keysFromEnvironment(environment)('https://evil.example')).toBeUndefined();
    expect(keysFromEnvironment(environment, ['https://ours.example'])('https://ours.example')).toBe('sk-1');
    expect(keysFromEnvironment({ OPENAI_API_KEY: '' })('https://api.openai.com')).toBeUndefined();
  });
});

describe('chatParameters', () => {
  it('holds what the spec writes and nothing else', () => {
    const spec: ModelSpec = { provider: 'openai', name: 'm', concurrency: 3, temperature: 0, maxTokens: 5 };
    expect(chatParameters(spec)).toEqual({ temperature: 0, maxTokens: 5 });
    expect(Object.keys(chatParameters({ provider: 'openai', name: 'm' }))).toEqual([]);
  });
});

describe('usdOf', () => {
  const price = { input: 2, output: 10 };

  it('is dollars per million tokens', () => {
    expect(usdOf({ inputTokens: 1_000_000, outputTokens: 500_000 }, price)).toBe(7);
  });

  it('is unknown where the price or a priced count is', () => {
    expect(usdOf({ inputTokens: 1, outputTokens: 1 }, undefined)).toBeNull();
    expect(usdOf({ inputTokens: null, outputTokens: 1 }, price)).toBeNull();
    expect(usdOf({ inputTokens: null, outputTokens: null }, { input: 0, output: 0 })).toBe(0);
  });

  it('is nothing for models in this process', () => {
    expect(usdOf({ inputTokens: 9, outputTokens: 9 }, priceOf({ provider: 'simulated', name: 's' }))).toBe(0);
    expect(priceOf({ provider: 'openai', name: 'm' })).toBeUndefined();
  });
});
