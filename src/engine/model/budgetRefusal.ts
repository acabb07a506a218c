import { RedlineError } from '../errors';
import type { Amount, BudgetKind } from './budgetAmount';

export interface BudgetAccounts {
  ceiling: Amount;
  charged: Amount;
  inFlight: Amount;
  setApart: Amount;
}

/** Says which ceiling a call could have passed, and what stands against it. */
export function budgetRefusal(kind: BudgetKind, amount: Amount, accounts: BudgetAccounts): RedlineError {
  const { ceiling, charged, inFlight, setApart } = accounts;
  const held = [
    `${shown(kind, charged[kind])} spent`,
    inFlight[kind] > 0 ? `${shown(kind, inFlight[kind])} held for calls in flight` : '',
    setApart[kind] > 0 ? `${shown(kind, setApart[kind])} kept back` : '',
    kind === 'calls' && amount.calls === 1 ? '' : `${shown(kind, amount[kind])} needed at most`,
  ].filter((part) => part !== '');
  return new RedlineError(
    'budget',
    `The budget of ${shown(kind, ceiling[kind])} allows no more: ${held.join(', ')}.`,
    {},
    `Raise \`optimizer.budget.${kind === 'nanoUsd' ? 'usd' : kind}\` in the task or on the command line.`,
  );
}

function shown(kind: BudgetKind, amount: number): string {
  if (kind === 'nanoUsd') return `${Number((amount / 1e9).toPrecision(4))} USD`;
  return `${amount} ${amount === 1 ? kind.slice(0, -1) : kind}`;
}
