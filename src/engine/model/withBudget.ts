import { RedlineError, throwIfCancelled } from '../errors';
import type { Budget } from './budget';
import { toNanoUsd, type Amount } from './budgetAmount';
import type { ChatModel, ChatRequest, Usage } from './chatModel';
import { usdOf, type Price } from './price';
import { ProviderError, type Billing } from './providerError';
import { maximumInputTokens, maximumTokens } from './tokens';

/**
 * Output tokens reserved for a call that writes no `maxTokens`. More than nearly every chat answer; a model that says
 * still more (or reasons at length) can pass a ceiling in tokens or money by that much, so a firm ceiling wants
 * `maxTokens` written.
 */
export const DEFAULT_OUTPUT_TOKENS = 4096;

/**
 * Reserves, for every call, itself, the most tokens that its input can come to, and `maxTokens` of output; refuses
 * before a call that could pass a ceiling. A failed call counts as spent; one that may have been answered without our
 * seeing it (a broken connection, a cancellation) counts against ceilings at its most.
 *
 * @throws RedlineError of kind `input` when money is limited and the model's price isn't known.
 */
export function withBudget(model: ChatModel, budget: Budget): ChatModel {
  const { price } = model;
  if (budget.limitsMoney && !price) {
    throw new RedlineError(
      'input',
      `The price of model "${model.label}" is unknown, so a budget in USD can't be kept.`,
      {},
      'Write `price: { input: …, output: … }` (USD per million tokens) for the model, or a budget in calls or tokens.',
    );
  }
  return {
    ...model,
    async complete(request, signal) {
      const most = mostOf(request);
      const reservation = await budget.reserve(amountOfCall(most, price), signal);
      const settle = (spent: Spending) => {
        budget.count({
          calls: spent.calls,
          cachedCalls: 0,
          inputTokens: spent.reported?.inputTokens ?? 0,
          outputTokens: spent.reported?.outputTokens ?? 0,
          usd: spent.calls === 0 ? 0 : usdOf(spent.charged, price),
        });
        reservation.settle(spent.calls === 0 ? NOTHING : amountOfCall(spent.charged, price));
      };
      try {
        throwIfCancelled(signal);
      } catch (error) {
        reservation.close();
        throw error;
      }
      try {
        const answer = await model.complete(request, signal);
        if (answer.cached) {
          reservation.close();
          budget.countCached();
        } else {
          settle(answered(answer.usage, most, answer.text));
        }
        return answer;
      } catch (error) {
        settle(failed(error instanceof ProviderError ? error.billing : 'unknown', most));
        throw error;
      }
    },
  };
}

/** Token counts without gaps. */
interface Tokens extends Usage {
  inputTokens: number;
  outputTokens: number;
}

/** What a call came to: as the provider reported it, and as it counts against ceilings. */
interface Spending {
  calls: 0 | 1;
  reported: Usage | null;
  charged: Tokens;
}

const NO_TOKENS: Tokens = { inputTokens: 0, outputTokens: 0 };
const NOTHING: Amount = { calls: 0, tokens: 0, nanoUsd: 0 };

function mostOf({ messages, parameters }: ChatRequest): Tokens {
  return {
    inputTokens: maximumInputTokens(messages),
    outputTokens: parameters.maxTokens ?? DEFAULT_OUTPUT_TOKENS,
  };
}

function answered(usage: Usage, most: Tokens, text: string): Spending {
  return {
    calls: 1,
    reported: usage,
    charged: {
      inputTokens: usage.inputTokens ?? most.inputTokens,
      outputTokens: usage.outputTokens ?? Math.min(maximumTokens(text), most.outputTokens),
    },
  };
}

function failed(billing: Billing, most: Tokens): Spending {
  if (billing === 'unsent') return { calls: 0, reported: null, charged: NO_TOKENS };
  if (billing === 'nothing') return { calls: 1, reported: null, charged: NO_TOKENS };
  if (billing === 'unknown') return { calls: 1, reported: null, charged: most };
  return answered(billing, most, '');
}

function amountOfCall(tokens: Tokens, price: Price | undefined): Amount {
  return {
    calls: 1,
    tokens: tokens.inputTokens + tokens.outputTokens,
    nanoUsd: toNanoUsd(usdOf(tokens, price) ?? 0),
  };
}
