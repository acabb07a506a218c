/** What a budget counts. Money is whole billionths of a dollar, so that sums are exact. */
export interface Amount {
  calls: number;
  tokens: number;
  nanoUsd: number;
}

export const BUDGET_KINDS = ['calls', 'tokens', 'nanoUsd'] as const;
export type BudgetKind = (typeof BUDGET_KINDS)[number];

export const NO_AMOUNT: Readonly<Amount> = { calls: 0, tokens: 0, nanoUsd: 0 };

/** One amount from three numbers, each worked out by kind. */
export function amountOf(value: (kind: BudgetKind) => number): Amount {
  return { calls: value('calls'), tokens: value('tokens'), nanoUsd: value('nanoUsd') };
}

/** Adds `amount` to `sum` in place. */
export function addTo(sum: Amount, amount: Amount): void {
  for (const kind of BUDGET_KINDS) sum[kind] += amount[kind];
}

/** Takes `amount` from `sum` in place. */
export function takeFrom(sum: Amount, amount: Amount): void {
  for (const kind of BUDGET_KINDS) sum[kind] -= amount[kind];
}

/** Dollars as whole billionths, rounded up: spending is never understated. */
export function toNanoUsd(usd: number): number {
  return Math.ceil(usd * 1e9 - 1e-6);
}
