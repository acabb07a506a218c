import type { ChatAnswer } from '../model/chatModel';
import { addCost, NO_COST, type Cost } from '../model/cost';
import { usdOf, type Price } from '../model/price';

export interface CostCounter {
  add(answer: ChatAnswer): void;
  /** Spent since the counter was made. */
  spent(): Cost;
}

/**
 * What an evaluation spends. With a `meter`, a running total that also knows retries and failed calls (the `spent`
 * of a budget child made for the evaluation), it is what the meter gained since; nothing else may run on the meter
 * meanwhile. Without, it is counted from the answers and the model's price.
 */
export function countCost(price: Price | undefined, meter?: () => Cost): CostCounter {
  if (meter) {
    const before = meter();
    return { add: () => undefined, spent: () => subtract(meter(), before) };
  }
  let total = NO_COST;
  return {
    add: (answer) => {
      total = addCost(total, costOf(answer, price));
    },
    spent: () => total,
  };
}

function costOf({ cached, usage }: ChatAnswer, price: Price | undefined): Cost {
  if (cached) return { ...NO_COST, cachedCalls: 1 };
  return {
    calls: 1,
    cachedCalls: 0,
    inputTokens: usage.inputTokens ?? 0,
    outputTokens: usage.outputTokens ?? 0,
    usd: usdOf(usage, price),
  };
}

function subtract(after: Cost, before: Cost): Cost {
  return {
    calls: after.calls - before.calls,
    cachedCalls: after.cachedCalls - before.cachedCalls,
    inputTokens: after.inputTokens - before.inputTokens,
    outputTokens: after.outputTokens - before.outputTokens,
    usd: after.usd === null || before.usd === null ? null : after.usd - before.usd,
  };
}
