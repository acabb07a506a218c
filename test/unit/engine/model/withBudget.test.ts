import { describe, expect, it } from 'vitest';
import { RedlineError } from '../../../../src/engine/errors';
import { Budget } from '../../../../src/engine/model/budget';
import type { ChatAnswer } from '../../../../src/engine/model/chatModel';
import { ProviderError } from '../../../../src/engine/model/providerError';
import { withBudget } from '../../../../src/engine/model/withBudget';
import { ask, deferred, modelThat, rejection, say } from './fakeModel';

const PRICE = { input: 1, output: 10 };
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('withBudget', () => {
  it('reserves the whole input and maxTokens, and settles on what was used', async () => {
    const budget = new Budget({ tokens: 1000, usd: 1 });
    const gate = deferred<ChatAnswer>();
    const model = withBudget(
      modelThat(() => gate.promise, { price: PRICE }),
      budget,
    );
    const answer = model.complete(ask('hello', { parameters: { maxTokens: 100 } }));
    await turn();
    // 5 bytes and the frames of one message and of the chat, and 100 of output.
    expect(budget.remaining.tokens).toBe(1000 - (5 + 32) - 100);
    expect(budget.remaining.usd).toBeCloseTo(1 - (37 * 1 + 100 * 10) / 1e6, 9);
    gate.resolve(say('hi', { usage: { inputTokens: 5, outputTokens: 2 } }));
    await answer;
    expect(budget.remaining.tokens).toBe(993);
    expect(budget.spent).toEqual({
      calls: 1,
      cachedCalls: 0,
      inputTokens: 5,
      outputTokens: 2,
      usd: 25 / 1e6,
    });
  });

  it('refuses before the call that could pass the ceiling', async () => {
    let sent = 0;
    const model = withBudget(
      modelThat(async () => ((sent += 1), say('x'))),
      new Budget({ tokens: 120 }),
    );
    await model.complete(ask('hello', { parameters: { maxTokens: 50 } }));
    const error = await rejection(model.complete(ask('hello', { parameters: { maxTokens: 500 } })));
    expect((error as RedlineError).kind).toBe('budget');
    expect(sent).toBe(1);
  });

  it('refuses a budget in money where the price is unknown, and not where it is free', () => {
    const model = modelThat(async () => say('x'));
    expect(() => withBudget(model, new Budget({ usd: 1 }))).toThrow(/price of model "fake" is unknown/);
    expect(() => withBudget(model, new Budget({ usd: 1 }).child({ calls: 3 }))).toThrow(/price/);
    expect(() =>
      withBudget({ ...model, price: { input: 0, output: 0 } }, new Budget({ usd: 1 })),
    ).not.toThrow();
  });

  it('reports unknown money as unknown', async () => {
    const budget = new Budget({ calls: 5 });
    await withBudget(
      modelThat(async () => say('x')),
      budget,
    ).complete(ask('a'));
    expect(budget.spent).toMatchObject({ calls: 1, usd: null });
  });

  it('counts usage that nobody reported at its most against the ceiling', async () => {
    const budget = new Budget({ tokens: 10_000 });
    const answer = say('four', { usage: { inputTokens: null, outputTokens: null } });
    await withBudget(
      modelThat(async () => answer),
      budget,
    ).complete(ask('hello'));
    expect(budget.remaining.tokens).toBe(10_000 - 37 - 4);
    expect(budget.spent).toMatchObject({ inputTokens: 0, outputTokens: 0 });
  });

  it.each<[string, Error, { calls: number; tokens: number }]>([
    ['turned away', new ProviderError('429', { billing: 'nothing' }), { calls: 1, tokens: 0 }],
    ['never sent', new ProviderError('no key', { billing: 'unsent' }), { calls: 0, tokens: 0 }],
    ['lost on the way back', new ProviderError('reset'), { calls: 1, tokens: 137 }],
    ['cancelled', new RedlineError('cancelled', 'Cancelled.'), { calls: 1, tokens: 137 }],
    [
      'useless but counted',
      new ProviderError('empty', { billing: { inputTokens: 5, outputTokens: 90 } }),
      { calls: 1, tokens: 95 },
    ],
  ])('counts a call that was %s', async (_, error, { calls, tokens: charged }) => {
    const budget = new Budget({ calls: 10, tokens: 1000 });
    const model = withBudget(
      modelThat(async () => Promise.reject(error)),
      budget,
    );
    expect(await rejection(model.complete(ask('hello', { parameters: { maxTokens: 100 } })))).toBe(error);
    expect(budget.spent.calls).toBe(calls);
    expect(budget.remaining).toMatchObject({ calls: 10 - calls, tokens: 1000 - charged });
  });

  it('counts an answer from a cache below it as free', async () => {
    const budget = new Budget({ calls: 1 });
    const model = withBudget(
      modelThat(async () => say('x', { cached: true })),
      budget,
    );
    await model.complete(ask('a'));
    await model.complete(ask('a'));
    expect(budget.spent).toMatchObject({ calls: 0, cachedCalls: 2 });
  });
});
