import { describe, expect, it } from 'vitest';
import { chatBody } from '../../../../../src/engine/model/openai/chatBody';
import { readEndpoint } from '../../../../../src/engine/model/openai/endpoint';
import { createOpenaiModel } from '../../../../../src/engine/model/openai/openaiModel';
import { startModelServer } from '../../../../support/modelServer';
import { ask } from '../fakeModel';

const openai = readEndpoint(undefined);
const local = readEndpoint('http://localhost:11434/v1/');

describe('chatBody', () => {
  it('names the output limit as OpenAI does for OpenAI, and as everyone understands elsewhere', () => {
    const request = ask('hello', { parameters: { maxTokens: 5 } });
    expect(chatBody(openai, 'gpt-4.1', request)).toMatchObject({ max_completion_tokens: 5 });
    expect(chatBody(local, 'llama', request)).toMatchObject({ max_tokens: 5 });
    expect(chatBody(local, 'llama', request)).not.toHaveProperty('max_completion_tokens');
  });

  it('drops what a reasoning model of OpenAI refuses, and nothing elsewhere', () => {
    const request = ask('hello', { parameters: { temperature: 0, topP: 1, seed: 3 } });
    expect(chatBody(openai, 'gpt-5-mini', request)).toEqual({
      model: 'gpt-5-mini',
      messages: request.messages,
      seed: 3,
    });
    expect(chatBody(openai, 'gpt-4.1', request)).toMatchObject({ temperature: 0, top_p: 1 });
    expect(chatBody(local, 'gpt-5-mini', request)).toMatchObject({ temperature: 0, top_p: 1 });
  });
});

describe('readEndpoint', () => {
  it.each(['nonsense', 'ftp://host/v1', 'file:///etc/passwd'])('refuses %s', (baseUrl) => {
    expect(() => readEndpoint(baseUrl, { file: 'a.task.yaml' })).toThrow(
      /a\.task\.yaml: .*not an http or https address/,
    );
  });

  it('refuses a password in the address without repeating it', () => {
    expect(() => readEndpoint('https://me:hunter2@host/v1')).toThrow(/holds a user name or password/);
    expect(() => readEndpoint('https://me:hunter2@host/v1')).not.toThrow(/hunter2/);
  });

  it('tells loopback from other hosts', () => {
    const loopback = ['localhost', '127.0.0.1', '127.1.2.3', '[::1]', 'box.localhost'];
    expect(loopback.every((host) => readEndpoint(`http://${host}:1/v1`).loopback)).toBe(true);
    expect(readEndpoint('http://localhost.example.com/v1').loopback).toBe(false);
    expect(readEndpoint('http://128.0.0.1/v1').loopback).toBe(false);
  });

  it('is part of what makes a model the same, where only the path differs', async () => {
    const server = await startModelServer();
    const at = (path: string) =>
      createOpenaiModel(
        { provider: 'openai', name: 'm', baseUrl: server.origin + path },
        { keys: () => undefined },
      ).identity;
    expect(at('/v1')).toEqual({ provider: 'openai', origin: server.origin, name: 'm' });
    expect(at('/team-a/v1')).not.toEqual(at('/team-b/v1'));
    await server.close();
  });
});
