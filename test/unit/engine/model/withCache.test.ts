import { describe, expect, it } from 'vitest';
import type { RedlineError } from '../../../../src/engine/errors';
import { RedlineError as Failure } from '../../../../src/engine/errors';
import { AnswerCache } from '../../../../src/engine/model/answerCache';
import { answerKey } from '../../../../src/engine/model/answerKey';
import type { ChatAnswer, ChatModel, ChatRequest } from '../../../../src/engine/model/chatModel';
import { withCache } from '../../../../src/engine/model/withCache';
import { ask, deferred, modelThat, rejection, say } from './fakeModel';

function counting(answer: (call: number) => ChatAnswer = (call) => say(`answer ${call}`)) {
  let calls = 0;
  const model = modelThat(async () => answer((calls += 1)));
  return { model, calls: () => calls };
}

describe('withCache', () => {
  it('pays for a call once', async () => {
    const { model, calls } = counting();
    let hits = 0;
    const cached = withCache(model, new AnswerCache(), { onHit: () => (hits += 1) });
    expect(await cached.complete(ask('a'))).toMatchObject({ text: 'answer 1', cached: false });
    expect(await cached.complete(ask('a'))).toMatchObject({ text: 'answer 1', cached: true, finish: 'stop' });
    expect([calls(), hits]).toEqual([1, 1]);
  });

  it.each<[string, ChatRequest]>([
    ['other words', ask('b')],
    ['another role', ask('a', { messages: [{ role: 'system', content: 'a' }] })],
    ['another draw', ask('a', { draw: 1 })],
    ['a parameter', ask('a', { parameters: { temperature: 0 } })],
  ])('takes %s for another call', async (_, request) => {
    const { model, calls } = counting();
    const cached = withCache(model, new AnswerCache());
    await cached.complete(ask('a'));
    await cached.complete(request);
    expect(calls()).toBe(2);
  });

  it('keeps models apart by provider, origin, name and fingerprint', () => {
    const identity = { provider: 'openai', origin: 'http://a', name: 'm', fingerprint: 'x' };
    const others = ['provider', 'origin', 'name', 'fingerprint'].map((field) => ({
      ...identity,
      [field]: 'other',
    }));
    const keys = [identity, ...others].map((one) => answerKey(one, ask('a')));
    expect(new Set(keys).size).toBe(5);
  });

  it('takes parameters in another order, or written as undefined, for the same call', () => {
    const identity = { provider: 'openai', origin: 'http://a', name: 'm' };
    const one = answerKey(identity, ask('a', { parameters: { temperature: 0, topP: 1 } }));
    const written: ChatRequest['parameters'] = { topP: 1, temperature: 0 };
    Object.assign(written, { seed: undefined });
    expect(answerKey(identity, ask('a', { parameters: written }))).toBe(one);
  });

  it.each(['length', 'refused'] as const)('does not keep an answer that ended with %s', async (finish) => {
    const { model, calls } = counting(() => say('half', { finish }));
    const cached = withCache(model, new AnswerCache());
    await cached.complete(ask('a'));
    expect(await cached.complete(ask('a'))).toMatchObject({ finish, cached: false });
    expect(calls()).toBe(2);
  });

  it('does not keep an error', async () => {
    const { model, calls } = counting((call) => {
      if (call === 1) throw new Error('broke');
      return say('fine');
    });
    const cached = withCache(model, new AnswerCache());
    await rejection(cached.complete(ask('a')));
    expect((await cached.complete(ask('a'))).text).toBe('fine');
    expect(calls()).toBe(2);
  });

  it('passes by older answers when fresh, but neither its own nor writing', async () => {
    const { model, calls } = counting();
    const cache = new AnswerCache();
    await withCache(model, cache).complete(ask('a'));
    const fresh = withCache(model, cache, { fresh: true });
    expect((await fresh.complete(ask('a'))).text).toBe('answer 2');
    expect(await fresh.complete(ask('a'))).toMatchObject({ text: 'answer 2', cached: true });
    expect((await withCache(model, cache).complete(ask('a'))).text).toBe('answer 2');
    expect(calls()).toBe(2);
  });
});

describe('identical calls at the same time', () => {
  function gated() {
    const gates: { gate: ReturnType<typeof deferred<ChatAnswer>>; signal: AbortSignal | undefined }[] = [];
    const model = modelThat((_, signal) => {
      const gate = deferred<ChatAnswer>();
      gates.push({ gate, signal });
      signal?.addEventListener('abort', () => gate.reject(new Failure('cancelled', 'Cancelled.')));
      return gate.promise;
    });
    return { model, gates, cache: new AnswerCache() };
  }
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  it('are one call, paid by the first', async () => {
    const { model, gates, cache } = gated();
    const [one, two]: ChatModel[] = [withCache(model, cache), withCache(model, cache)];
    const answers = [one!.complete(ask('a')), two!.complete(ask('a')), one!.complete(ask('a'))];
    await turn();
    expect(gates).toHaveLength(1);
    gates[0]!.gate.resolve(say('yes'));
    expect((await Promise.all(answers)).map(({ cached }) => cached)).toEqual([false, true, true]);
  });

  it('go on when one caller leaves, the first one even', async () => {
    const { model, gates, cache } = gated();
    const cached = withCache(model, cache);
    const controller = new AbortController();
    const leaving = rejection(cached.complete(ask('a'), controller.signal));
    const staying = cached.complete(ask('a'));
    await turn();
    controller.abort();
    expect(((await leaving) as RedlineError).kind).toBe('cancelled');
    expect(gates[0]!.signal!.aborted).toBe(false);
    gates[0]!.gate.resolve(say('yes'));
    expect((await staying).text).toBe('yes');
  });

  it('end when the last caller leaves, and the next one starts anew', async () => {
    const { model, gates, cache } = gated();
    const cached = withCache(model, cache);
    const controller = new AbortController();
    const leaving = [1, 2].map(() => rejection(cached.complete(ask('a'), controller.signal)));
    await turn();
    controller.abort();
    await Promise.all(leaving);
    expect(gates[0]!.signal!.aborted).toBe(true);
    const next = cached.complete(ask('a'));
    await turn();
    expect(gates).toHaveLength(2);
    gates[1]!.gate.resolve(say('again'));
    expect((await next).text).toBe('again');
  });

  it("do not share a failure of the first caller's own budget", async () => {
    const { model, gates, cache } = gated();
    const cached = withCache(model, cache);
    const poor = rejection(cached.complete(ask('a')));
    const rich = cached.complete(ask('a'));
    await turn();
    gates[0]!.gate.reject(new Failure('budget', 'Spent.'));
    expect(((await poor) as RedlineError).kind).toBe('budget');
    await turn();
    gates[1]!.gate.resolve(say('paid'));
    expect((await rich).text).toBe('paid');
  });

  it('share any other failure', async () => {
    const { model, gates, cache } = gated();
    const cached = withCache(model, cache);
    const both = [1, 2].map(() => rejection(cached.complete(ask('a'))));
    await turn();
    gates[0]!.gate.reject(new Error('broke'));
    expect((await Promise.all(both)).map(({ message }) => message)).toEqual(['broke', 'broke']);
    expect(gates).toHaveLength(1);
  });
});
