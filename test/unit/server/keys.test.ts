import { afterEach, describe, expect, it } from 'vitest';
import {
  describeRequest,
  evaluateRequest,
  optimizeRequest,
  overviewRequest,
} from '../../../src/server/protocol';
import { startModelServer, type ModelServer, type ModelServerOptions } from '../../support/modelServer';
import { SAMPLE_PROMPT, type SampleTask } from '../../support/sampleTask';
import { taskOn, textsBelow } from '../cli/serverTask';
import { EngineServer } from './engineServer';

const KEY = 'sk-test-4f9a0c17e2b84d6693';
const ENCODED = Buffer.from(KEY).toString('base64').replace(/=+$/, '');

let server: EngineServer;
let models: ModelServer;
let task: SampleTask;
afterEach(async () => {
  await server.end();
  await models.close();
  await task.remove();
});

async function start(options: ModelServerOptions): Promise<void> {
  models = await startModelServer(options);
  task = await taskOn(models, { rows: 60 });
  server = await EngineServer.start();
}

const prompt = () => ({ promptPath: task.promptPath, text: SAMPLE_PROMPT });

/**
 * Evaluates until the model server has seen what is wanted: keys and requests come over two channels, and nothing
 * says which is read first.
 */
async function evaluateUntil(wanted: (authorization: string | undefined) => boolean): Promise<void> {
  for (let attempt = 1; attempt <= 50; attempt += 1) {
    const before = models.requests.length;
    await server
      .request(evaluateRequest, { ...prompt(), operation: `attempt ${attempt}`, fresh: true })
      .catch(() => undefined);
    const seen = models.requests.slice(before).map(({ headers }) => headers.authorization);
    if (seen.length > 0 && seen.every(wanted)) return;
  }
  throw new Error('The model server never saw the wanted header.');
}

describe('an API key over the own channel of the process', () => {
  it('reaches the server of its origin, is replaced by a newer one and forgotten by an empty one', async () => {
    await start({ respond: () => 'billing' });
    server.giveKey({ origin: models.origin, key: KEY });
    await evaluateUntil((header) => header === `Bearer ${KEY}`);
    server.giveKey({ origin: models.origin, key: 'sk-newer' });
    await evaluateUntil((header) => header === 'Bearer sk-newer');
    server.giveKey({ origin: models.origin, key: '' });
    await evaluateUntil((header) => header === undefined || !header.includes('sk-'));
  });

  it('reaches no other origin', async () => {
    await start({ respond: () => 'billing' });
    server.giveKey({ origin: 'https://api.openai.com', key: KEY });
    server.giveKey({ origin: models.origin.replace('127.0.0.1', 'localhost'), key: KEY });
    // The last one shows that the channel has been read.
    server.giveKey({ origin: models.origin, key: 'sk-own' });
    await evaluateUntil((header) => header === 'Bearer sk-own');
    expect(JSON.stringify(models.requests.map(({ headers }) => headers))).not.toContain(KEY);
  });

  it.each([
    ['all is well', {}],
    ['the server refuses it and repeats it', { key: 'sk-another-key-altogether' }],
    [
      'the server fails and repeats it',
      { rule: () => ({ kind: 'status', status: 500, retryAfter: '0', message: `For ${KEY}` }) },
    ],
    ['the model answers with it', { respond: (_, { headers }) => `You sent ${headers.authorization}` }],
  ] as [string, ModelServerOptions][])('is said and written nowhere when %s', async (_, options) => {
    await start({ respond: () => 'billing', ...options });
    server.giveKey({ origin: models.origin, key: KEY });
    await evaluateUntil((header) => header === `Bearer ${KEY}`);
    await server.request(optimizeRequest, { ...prompt(), operation: 'run', budgetCalls: 600 }).catch(() => 0);
    await server.request(describeRequest, prompt());
    await server.request(overviewRequest, { folders: [task.folder] });
    const written = await textsBelow(task.folder);
    expect(written.some(({ path }) => path.includes('.redline'))).toBe(true);
    for (const text of [server.everythingSaid, ...written.map((file) => file.text)]) {
      expect(text).not.toContain(KEY);
      expect(text).not.toContain(ENCODED);
    }
  });
});

describe('what else comes over that channel', () => {
  it('is passed over', async () => {
    await start({ respond: () => 'billing' });
    const origin = models.origin;
    const wrong = [
      ...['key', 7, true, [], {}, ['key', origin, KEY]],
      { type: 'key' },
      { type: 'key', origin },
      { type: 'key', origin, key: 7 },
      { type: 'key', origin: null, key: KEY },
      { type: 'keys', origin, key: KEY },
      { type: 'key', origin: '__proto__', key: KEY },
    ];
    for (const message of wrong) server.child.send(message);
    server.giveKey({ origin, key: 'sk-right' });
    await evaluateUntil((header) => header === 'Bearer sk-right');
    expect(server.everythingSaid).not.toContain(KEY);
    expect(JSON.stringify(models.requests.map(({ headers }) => headers))).not.toContain(KEY);
  });
});
