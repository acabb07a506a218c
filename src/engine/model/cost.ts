/** What was spent. `usd` is `null` where a price is unknown. */
export interface Cost {
  /** Calls that left this process, retries included. */
  calls: number;
  /** Answers that the cache gave for nothing. */
  cachedCalls: number;
  inputTokens: number;
  outputTokens: number;
  usd: number | null;
}

export const NO_COST: Cost = { calls: 0, cachedCalls: 0, inputTokens: 0, outputTokens: 0, usd: 0 };

/** Sum of two costs; an unknown price stays unknown. */
export function addCost(a: Cost, b: Cost): Cost {
  return {
    calls: a.calls + b.calls,
    cachedCalls: a.cachedCalls + b.cachedCalls,
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    usd: a.usd === null || b.usd === null ? null : a.usd + b.usd,
  };
}
