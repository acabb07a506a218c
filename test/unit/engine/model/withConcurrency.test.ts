import { describe, expect, it } from 'vitest';
import type { RedlineError } from '../../../../src/engine/errors';
import type { ChatAnswer } from '../../../../src/engine/model/chatModel';
import { withConcurrency } from '../../../../src/engine/model/withConcurrency';
import { ask, deferred, modelThat, rejection, say } from './fakeModel';

function gated(limit: number) {
  const open: { question: string; answer: ReturnType<typeof deferred<ChatAnswer>> }[] = [];
  const model = withConcurrency(
    modelThat((request) => {
      const answer = deferred<ChatAnswer>();
      open.push({ question: request.messages[0]!.content, answer });
      return answer.promise;
    }),
    limit,
  );
  return { model, open };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('withConcurrency', () => {
  it('runs no more calls than it may, in their order', async () => {
    const { model, open } = gated(2);
    const answers = ['a', 'b', 'c', 'd'].map((text) => model.complete(ask(text)));
    await turn();
    expect(open.map(({ question }) => question)).toEqual(['a', 'b']);
    open[1]!.answer.resolve(say('B'));
    await turn();
    expect(open.map(({ question }) => question)).toEqual(['a', 'b', 'c']);
    for (const { answer } of open) answer.resolve(say('x'));
    await turn();
    open[3]!.answer.resolve(say('D'));
    expect((await Promise.all(answers)).map(({ text }) => text)).toEqual(['x', 'B', 'x', 'D']);
  });

  it('cancels a waiting call at once, without running it, and goes on with the next', async () => {
    const { model, open } = gated(1);
    const controller = new AbortController();
    const first = model.complete(ask('first'));
    const waiting = rejection(model.complete(ask('waiting'), controller.signal));
    const last = model.complete(ask('last'));
    controller.abort();
    expect(((await waiting) as RedlineError).kind).toBe('cancelled');
    expect(open).toHaveLength(1);
    open[0]!.answer.resolve(say('1'));
    await first;
    await turn();
    expect(open.map(({ question }) => question)).toEqual(['first', 'last']);
    open[1]!.answer.resolve(say('3'));
    expect((await last).text).toBe('3');
  });

  it('frees the slot of a call that failed', async () => {
    const { model, open } = gated(1);
    const first = rejection(model.complete(ask('a')));
    const second = model.complete(ask('b'));
    await turn();
    open[0]!.answer.reject(new Error('broke'));
    expect((await first).message).toBe('broke');
    await turn();
    open[1]!.answer.resolve(say('B'));
    expect((await second).text).toBe('B');
  });
});
