import { describe, expect, it } from 'vitest';
import type { ChatModel, ChatRequest } from '../../../../src/engine/model/chatModel';
import { askOptimizer, requireOptimizerModel } from '../../../../src/engine/optimize/askOptimizer';

const signal = new AbortController().signal;

/** A model that gives the replies one after the other and keeps what it was asked. */
function scripted(replies: { text: string; finish?: 'stop' | 'length' | 'refused' }[]) {
  const requests: ChatRequest[] = [];
  const model: ChatModel = {
    identity: { provider: 'echo', origin: '', name: 'scripted' },
    label: 'scripted',
    complete: async (request) => {
      const { text, finish = 'stop' } = replies[requests.length]!;
      requests.push(request);
      return { text, finish, usage: { inputTokens: 1, outputTokens: 1 }, cached: false };
    },
  };
  return { model, requests };
}

const question = {
  text: 'Name a number.',
  form: 'Reply with digits.',
  parse: (reply: string) =>
    /^\d+$/.test(reply)
      ? { ok: true as const, value: Number(reply) }
      : { ok: false as const, reason: 'Those are no digits.' },
};

describe('askOptimizer', () => {
  it('asks once when the reply can be read', async () => {
    const { model, requests } = scripted([{ text: '7' }]);
    expect(await askOptimizer(model, question, signal)).toEqual({ ok: true, value: 7 });
    expect(requests).toHaveLength(1);
    expect(requests[0]!.messages.at(-1)!.content).toBe('Name a number.\n\nReply with digits.');
  });

  it('asks again with the reason and the form', async () => {
    const { model, requests } = scripted([{ text: 'seven' }, { text: '7' }]);
    expect(await askOptimizer(model, question, signal)).toEqual({ ok: true, value: 7 });
    const [, reply, again] = requests[1]!.messages;
    expect(reply).toEqual({ role: 'assistant', content: 'seven' });
    expect(again!.content).toContain('Those are no digits.');
    expect(again!.content).toContain('Reply with digits.');
  });

  it.each([
    ['unreadable', { text: 'x' }, 'no digits'],
    ['cut off', { text: '7', finish: 'length' as const }, 'cut off'],
    ['refused', { text: '7', finish: 'refused' as const }, 'refused'],
  ])('gives up after a second reply that is %s and says why', async (_what, reply, reason) => {
    const { model, requests } = scripted([reply, reply]);
    const answered = await askOptimizer(model, question, signal);
    expect(requests).toHaveLength(2);
    expect(answered.ok ? '' : answered.reason).toContain(reason);
  });
});

describe('requireOptimizerModel', () => {
  it('says what to write in the task', () => {
    expect(() => requireOptimizerModel(undefined, 'protegi')).toThrow(/optimizer: \{ model:.*error-analysis/);
  });
});
