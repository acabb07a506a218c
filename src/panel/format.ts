import type { Cost } from '../engine/model/cost';

/** US dollars, down to the hundredth of a cent; `null` is an unknown price. */
export function formatMoney(usd: number | null): string {
  if (usd === null) return 'price unknown';
  if (usd === 0) return '$0';
  if (usd < 0.0001) return '< $0.0001';
  return usd < 0.1 ? `$${usd.toFixed(4).replace(/0{1,2}$/, '')}` : `$${usd.toFixed(2)}`;
}

/** A number with its noun: `1 call`, `120 calls`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** What was spent: `120 calls, 34 from the cache · $0.12`. */
export function formatCost(cost: Cost): string {
  const cached = cost.cachedCalls > 0 ? `, ${cost.cachedCalls} from the cache` : '';
  return `${count(cost.calls, 'call')}${cached} · ${formatMoney(cost.usd)}`;
}
