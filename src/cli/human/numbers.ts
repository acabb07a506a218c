import type { Cost } from '../../engine/model/cost';

/** `1 call`, `1,234 calls`. */
export function countText(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

/** US dollars; small amounts keep two digits that say something. */
export function moneyText(usd: number): string {
  if (usd === 0 || usd >= 0.01) return `$${usd.toFixed(2)}`;
  return `$${Number(usd.toPrecision(2)).toFixed(Math.min(9, 1 - Math.floor(Math.log10(usd))))}`;
}

export function costText({ calls, cachedCalls, inputTokens, outputTokens, usd }: Cost): string {
  return [
    countText(calls, 'call'),
    `${cachedCalls.toLocaleString('en')} from the cache`,
    `${inputTokens.toLocaleString('en')} input and ${outputTokens.toLocaleString('en')} output tokens`,
    usd === null ? 'price unknown' : moneyText(usd),
  ].join(', ');
}
