import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { RedlineError } from '../../../../../src/engine/errors';
import { createOpenaiModel } from '../../../../../src/engine/model/openai/openaiModel';
import { ProviderError, TransientError } from '../../../../../src/engine/model/providerError';
import type { Behaviour } from '../../../../support/modelServer';
import { ask, rejection } from '../fakeModel';
import { closeServers, failure, KEY, modelAt } from './loopbackModel';

afterEach(closeServers);

describe('a failure', () => {
  it('401 says how to set the key, and never repeats it', async () => {
    const { model, server } = await modelAt({ key: 'another-key-altogether' }, {}, { keys: () => KEY });
    const error = await rejection(model.complete(ask('hello')));
    expect(error.message).toContain(`${server.origin} refused the API key (401).`);
    expect(error.message).toContain('Redline: Set API Key');
    expect(error.message).toContain('OPENAI_API_KEY');
    expect(error).not.toBeInstanceOf(TransientError);
    expect(`${error.message} ${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain(
      KEY,
    );
  });

  it('401 without a key says that there is none', async () => {
    const { model, server } = await modelAt({ key: KEY });
    expect((await rejection(model.complete(ask('hello')))).message).toContain(
      `${server.origin} wants an API key`,
    );
  });

  it.each(['plain', 'encoded', 'base64'])(
    'never repeats the key (%s), whatever the status',
    async (spelling) => {
      const key = 'my+secret/key=0123456789';
      const echoed = {
        plain: key,
        encoded: encodeURIComponent(key),
        base64: Buffer.from(key).toString('base64'),
      }[spelling]!;
      for (const status of [400, 403, 404, 429, 500]) {
        const error = await failure(
          { kind: 'status', status, message: `bad ${echoed}` },
          { keys: () => key },
        );
        expect(error.message).not.toContain(echoed);
        expect(error.message).toContain('[key]');
      }
    },
  );

  it('403 is about the key', async () => {
    expect((await failure({ kind: 'status', status: 403 })).mend).toContain('Redline: Set API Key');
  });

  it('404 of a model names the model', async () => {
    const { model } = await modelAt({ models: ['large'] });
    const error = await rejection(model.complete(ask('hello')));
    expect(error.message).toContain('knows no model "small" (404)');
    expect(error).not.toBeInstanceOf(TransientError);
  });

  it('404 of the path points at baseUrl', async () => {
    const { server } = await modelAt({});
    const model = createOpenaiModel(
      { provider: 'openai', name: 'small', baseUrl: server.origin },
      { keys: () => undefined },
    );
    const error = await rejection(model.complete(ask('hello')));
    expect(error.message).toContain('offers no chat completions (404)');
    expect(error.message).toContain('it usually ends in /v1');
  });

  it('400 tells which parameter is at fault', async () => {
    const error = await failure({
      kind: 'status',
      status: 400,
      message: 'Unsupported value.',
      param: 'temperature',
    });
    expect(error.message).toContain('Unsupported value.');
    expect(error.mend).toContain('`temperature`');
    expect(error).not.toBeInstanceOf(TransientError);
  });

  it('of context length says to shorten the prompt', async () => {
    const error = await failure({
      kind: 'status',
      status: 400,
      message: 'Too long.',
      code: 'context_length_exceeded',
    });
    expect(error.mend).toContain('Shorten the prompt');
  });

  it.each([
    [undefined, undefined],
    ['7', 7000],
    ['0.5', 500],
  ])('429 with Retry-After %s is transient and asks for %s ms', async (retryAfter, wanted) => {
    const error = await failure({
      kind: 'status',
      status: 429,
      ...(retryAfter !== undefined && { retryAfter }),
    });
    expect(error).toBeInstanceOf(TransientError);
    expect(error).toHaveProperty('retryAfterMs', wanted);
    expect(error.billing).toBe('nothing');
  });

  it('429 for want of credit will not pass away', async () => {
    const error = await failure({ kind: 'status', status: 429, code: 'insufficient_quota' });
    expect(error).not.toBeInstanceOf(TransientError);
    expect(error.message).toContain('no credit left');
  });

  it.each([408, 409, 500, 502, 503, 504])('%i is transient', async (status) => {
    const error = await failure({ kind: 'status', status });
    expect(error).toBeInstanceOf(TransientError);
    expect(error.message).toContain(String(status));
  });

  it('under status 200 is found', async () => {
    const body = JSON.stringify({ error: { message: 'Upstream is overloaded', code: 503 } });
    const error = await failure({ kind: 'body', body });
    expect(error).toBeInstanceOf(TransientError);
    expect(error.message).toContain('Upstream is overloaded');
  });

  it.each<[string, Behaviour, RegExp]>([
    ['malformed JSON', { kind: 'malformed' }, /JSON that can't be read/],
    ['an empty body', { kind: 'body', body: '' }, /empty body/],
    ['no choices', { kind: 'body', body: '{"choices": []}' }, /without an answer in `choices`/],
    ['other JSON', { kind: 'body', body: '[1, 2]' }, /without an answer in `choices`/],
    ['a truncated body', { kind: 'truncated' }, /broke before the answer was whole/],
    ['a reset connection', { kind: 'reset' }, /broke before the answer was whole/],
    ['an empty answer', { kind: 'answer', text: '' }, /gave an empty answer/],
    ['a blank answer', { kind: 'answer', text: ' \n' }, /gave an empty answer/],
    ['no content', { kind: 'answer', text: null }, /gave an empty answer/],
  ])('by %s is transient and says so', async (_, behaviour, words) => {
    const error = await failure(behaviour);
    expect(error).toBeInstanceOf(TransientError);
    expect(error.message).toMatch(words);
  });

  it('by an empty answer still counts the tokens that were paid', async () => {
    const error = await failure({ kind: 'answer', text: '', usage: { inputTokens: 12, outputTokens: 900 } });
    expect(error.billing).toEqual({ inputTokens: 12, outputTokens: 900 });
  });

  it('by a web page in place of JSON points at baseUrl', async () => {
    const error = await failure({
      kind: 'body',
      body: '<html>Sign in</html>',
      contentType: 'text/html; charset=utf-8',
    });
    expect(error).not.toBeInstanceOf(TransientError);
    expect(error.message).toContain('answered with text/html in place of JSON');
  });

  it('by a redirect is not followed', async () => {
    const headers = { location: 'http://elsewhere.example/v1/chat/completions' };
    const error = await failure({ kind: 'status', status: 307, headers });
    expect(error.message).toContain('redirects to http://elsewhere.example');
  });

  it.each<Behaviour['kind']>(['silent', 'stalled'])('by a %s server ends at the time limit', async (kind) => {
    const error = await failure({ kind } as Behaviour, { timeoutMs: 50 });
    expect(error).toBeInstanceOf(TransientError);
    expect(error.message).toContain('gave no answer within 0.1 s');
    await error.server.whenIdle();
    expect(error.server.requests[0]!.abandoned).toBe(true);
  });

  it('by an unreachable server names its address and the mend', async () => {
    const { model, server } = await modelAt({});
    await server.close();
    const error = await rejection(model.complete(ask('hello')));
    expect(error).toBeInstanceOf(TransientError);
    expect(error.message).toContain(
      `No model server answers at ${server.origin}: nothing listens there (ECONNREFUSED).`,
    );
    expect(error.message).toContain('Start the model server, or correct `baseUrl`.');
    expect((error as TransientError).billing).toBe('nothing');
  });

  it.each([
    [
      { SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' },
      /over SSH, so localhost is that machine/,
      /ssh -R \d+:localhost/,
    ],
    [{ WSL_DISTRO_NAME: 'Debian' }, /runs in WSL \(Debian\), so localhost is Linux/, /inside WSL/],
    [{ REMOTE_CONTAINERS: 'true' }, /localhost is the container/, /host\.docker\.internal/],
  ])('by an unreachable server under %j says whose localhost it is', async (environment, what, mend) => {
    const { model, server } = await modelAt({}, {}, { environment });
    await server.close();
    const error = (await rejection(model.complete(ask('hello')))) as RedlineError;
    expect(error.what).toMatch(what);
    expect(error.mend).toMatch(mend);
  });

  it('by an endless body stops at a limit', async () => {
    const endless = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const chunk = Buffer.alloc(1024 * 1024, ' ');
      const pour = () => {
        while (!response.destroyed && response.write(chunk));
        if (!response.destroyed) response.once('drain', pour);
      };
      pour();
    }).listen(0, '127.0.0.1');
    await once(endless, 'listening');
    const baseUrl = `http://127.0.0.1:${(endless.address() as AddressInfo).port}/v1`;
    const model = createOpenaiModel(
      { provider: 'openai', name: 'small', baseUrl },
      { keys: () => undefined },
    );
    const error = await rejection(model.complete(ask('hello')));
    endless.closeAllConnections();
    endless.close();
    expect(error.message).toContain('too large for an answer');
  });

  it.each(['bad key', 'k\u00e9y-0123456789', 'line\nbreak-0123456789'])(
    'by a key that no header can carry (%j) does not repeat it',
    async (key) => {
      const { model, server } = await modelAt({}, {}, { keys: () => key });
      const error = await rejection(model.complete(ask('hello')));
      expect(error).toBeInstanceOf(ProviderError);
      expect(error.message).not.toContain(key);
      expect(server.requests).toHaveLength(0);
    },
  );
});
