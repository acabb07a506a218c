import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RedlineError } from '../../../../src/engine/errors';
import { Budget } from '../../../../src/engine/model/budget';
import { ProviderError } from '../../../../src/engine/model/providerError';
import { withBudget } from '../../../../src/engine/model/withBudget';
import { ask, modelThat, say } from './fakeModel';

const PRICE = { input: 1, output: 10 };
const one = { calls: 1, tokens: 0, nanoUsd: 0 };

interface Call {
  /** Which budget pays. */
  payer: number;
  prompt: number;
  maxTokens: number;
  /** Share of the reserved amount that is used. */
  used: number;
  outcome: 'answer' | 'unreported' | 'nothing' | 'unknown';
  cancelled: boolean;
}

const call: fc.Arbitrary<Call> = fc.record({
  payer: fc.nat(3),
  prompt: fc.nat(200),
  maxTokens: fc.integer({ min: 1, max: 300 }),
  used: fc.double({ min: 0, max: 1, noNaN: true }),
  outcome: fc.constantFrom('answer', 'unreported', 'nothing', 'unknown'),
  cancelled: fc.boolean(),
});

describe('whatever the sizes, failures and interleaving', () => {
  it('no ceiling is ever passed, and in the end nothing is held', async () => {
    const limits = fc.record({ calls: fc.nat(12), tokens: fc.nat(2000), nano: fc.nat(4_000_000) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(call, { maxLength: 25 }),
        limits,
        fc.scheduler(),
        async (calls, limit, scheduler) => {
          const root = new Budget({ calls: limit.calls, tokens: limit.tokens, usd: limit.nano / 1e9 });
          const aside = root.setAside(Math.floor(limit.calls / 3));
          const child = root.child({ calls: 4, tokens: 900 });
          const payers = [root, aside, child, child.child({ calls: 3 })];
          const truth = { calls: 0, tokens: 0, nano: 0 };
          const check = () => {
            expect(truth.calls).toBeLessThanOrEqual(limit.calls);
            expect(truth.tokens).toBeLessThanOrEqual(limit.tokens);
            expect(truth.nano).toBeLessThanOrEqual(limit.nano);
          };
          const spend = (input: number, output: number) => {
            truth.tokens += input + output;
            truth.nano += input * 1000 + output * 10_000;
            check();
          };
          const runs = calls.map(async ({ payer, prompt, maxTokens, used, outcome, cancelled }, index) => {
            const controller = new AbortController();
            const inner = modelThat(
              async () => {
                truth.calls += 1;
                check();
                await scheduler.schedule(Promise.resolve(), `answer ${index}`);
                const [input, output] = [Math.floor(prompt * used), Math.floor(maxTokens * used)];
                if (outcome === 'nothing') throw new ProviderError('refused', { billing: 'nothing' });
                if (outcome !== 'unreported') spend(input, output);
                if (outcome === 'unknown') throw new ProviderError('lost');
                if (outcome === 'answer')
                  return say('', { usage: { inputTokens: input, outputTokens: output } });
                const text = 'x'.repeat(output);
                spend(input, output);
                return say(text, { usage: { inputTokens: null, outputTokens: null } });
              },
              { price: PRICE },
            );
            const model = withBudget(inner, payers[payer]!);
            await scheduler.schedule(Promise.resolve(), `start ${index}`);
            if (cancelled)
              void scheduler.schedule(Promise.resolve(), `cancel ${index}`).then(() => controller.abort());
            const request = ask('p'.repeat(prompt), { parameters: { maxTokens } });
            await model.complete(request, controller.signal).catch((error: unknown) => {
              expect(error).toBeInstanceOf(RedlineError);
            });
          });
          await scheduler.waitFor(Promise.all(runs));
          check();
          expect(root.spent.calls).toBe(truth.calls);
          aside.release();
          // Nothing is held: what is left of the calls can be had to the last one.
          expect(root.remaining.calls).toBe(limit.calls - truth.calls);
          await spendAll(root, limit.calls - truth.calls);
        },
      ),
      { numRuns: 300 },
    );
  });
});

async function spendAll(budget: Budget, calls: number): Promise<void> {
  for (let call = 0; call < calls; call += 1) (await budget.reserve(one)).settle(one);
  expect(budget.remaining.calls).toBe(0);
}
