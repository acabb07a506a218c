import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { RedlineError } from '../../../../src/engine/errors';
import { AnswerCache } from '../../../../src/engine/model/answerCache';
import { Budget } from '../../../../src/engine/model/budget';
import { composeModel, type ComposeOptions } from '../../../../src/engine/model/composeModel';
import { createOpenaiModel } from '../../../../src/engine/model/openai/openaiModel';
import { startModelServer, type ModelServer, type ModelServerOptions } from '../../../support/modelServer';
import { ask, rejection } from './fakeModel';

let server: ModelServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const PRICE = { input: 1, output: 1 };

async function composed(serverOptions: ModelServerOptions, options: ComposeOptions) {
  server = await startModelServer(serverOptions);
  const spec = { provider: 'openai' as const, name: 'small', baseUrl: server.url, price: PRICE };
  const model = composeModel(createOpenaiModel(spec, { keys: () => undefined }), {
    ...options,
    ...(options.retry !== false && { retry: { sleep: async () => {}, ...options.retry } }),
  });
  return { model, server };
}

describe('composeModel, over HTTP', () => {
  it('pays for every attempt, and for an answer in the cache not at all', async () => {
    const budget = new Budget({ calls: 10 });
    const busy = { kind: 'status' as const, status: 429, retryAfter: '0' };
    const { model, server } = await composed(
      { behaviours: [busy, { kind: 'malformed' }] },
      { budget, cache: new AnswerCache() },
    );
    expect(await model.complete(ask('a'))).toMatchObject({ text: 'ok', cached: false });
    expect(await model.complete(ask('a'))).toMatchObject({ text: 'ok', cached: true });
    expect(server.requests).toHaveLength(3);
    expect(budget.spent).toMatchObject({ calls: 3, cachedCalls: 1 });
  });

  it('ends when the budget does, even between attempts', async () => {
    const { model, server } = await composed(
      { rule: () => ({ kind: 'status', status: 500 }) },
      { budget: new Budget({ calls: 3 }) },
    );
    expect(((await rejection(model.complete(ask('a')))) as RedlineError).kind).toBe('budget');
    expect(server.requests).toHaveLength(3);
  });

  it('keeps to its concurrency, and a waiting retry holds no slot', async () => {
    let release: () => void = () => {};
    const waiting = new Promise<void>((resolve) => (release = resolve));
    let asleep: () => void = () => {};
    const sleeping = new Promise<void>((resolve) => (asleep = resolve));
    const retry = { sleep: async () => (asleep(), waiting) };
    const { model, server } = await composed(
      { behaviours: [{ kind: 'status', status: 503 }], latencyMs: 5 },
      { concurrency: 1, retry },
    );
    const first = model.complete(ask('first'));
    await sleeping;
    expect((await model.complete(ask('second'))).text).toBe('ok');
    release();
    expect((await first).text).toBe('ok');
    await Promise.all(Array.from({ length: 6 }, (_, index) => model.complete(ask(`more ${index}`))));
    expect(server.mostInFlight).toBe(1);
  });

  it('runs as many calls at once as it may', async () => {
    const { model, server } = await composed({ latencyMs: 20 }, { concurrency: 3 });
    await Promise.all(Array.from({ length: 9 }, (_, index) => model.complete(ask(String(index)))));
    expect(server.mostInFlight).toBe(3);
  });

  it('adds the parameters that requests leave out', async () => {
    const { model, server } = await composed({}, { parameters: { temperature: 0.5, maxTokens: 7 } });
    await model.complete(ask('a', { parameters: { maxTokens: 9 } }));
    expect(server.requests[0]!.body).toMatchObject({ temperature: 0.5, max_tokens: 9 });
  });

  it('does not hold the budget for calls that wait for a slot', async () => {
    const budget = new Budget({ tokens: 1000 });
    const parameters = { maxTokens: 400 };
    const { model } = await composed({ respond: () => 'x' }, { budget, parameters, concurrency: 2 });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => model.complete(ask(`q${index}`))),
    );
    expect(answers).toHaveLength(20);
  });

  it('frees everything when cancelled at any moment', async () => {
    server = await startModelServer({
      latencyMs: 2,
      rule: ({ index }) => (index % 3 === 0 ? { kind: 'status', status: 503 } : undefined),
    });
    const url = server.url;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 30 }), fc.boolean(), async (after, useCache) => {
        const budget = new Budget({ calls: 1000, tokens: 1_000_000 });
        const spec = { provider: 'openai' as const, name: 'small', baseUrl: url };
        const model = composeModel(createOpenaiModel(spec, { keys: () => undefined }), {
          budget,
          concurrency: 3,
          retry: { baseMs: 4, maxAttempts: 20 },
          ...(useCache && { cache: new AnswerCache() }),
        });
        const controller = new AbortController();
        const before = server!.requests.length;
        const calls = Array.from({ length: 12 }, async (_, index) =>
          model.complete(ask(`${after} ${index}`), controller.signal).then(
            () => 'done',
            (error: unknown) => (error as RedlineError).kind,
          ),
        );
        setTimeout(() => controller.abort(), after);
        const ends = await Promise.all(calls);
        expect(ends.every((end) => end === 'done' || end === 'cancelled')).toBe(true);
        await server!.whenIdle();
        // Free slots and budget: the next calls go through, and nothing of the cancelled ones comes after.
        const answers = await Promise.all(
          [1, 2, 3, 4].map((index) => model.complete(ask(`${after} then ${index}`))),
        );
        expect(answers.every(({ text }) => text === 'ok')).toBe(true);
        await server!.whenIdle();
        expect(budget.spent.calls).toBeGreaterThanOrEqual(server!.requests.length - before);
        const rest = budget.remaining.calls;
        expect(rest).toBe(1000 - budget.spent.calls);
      }),
      { numRuns: 30 },
    );
  });
});
