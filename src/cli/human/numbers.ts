import type { Interval } from '../../engine/evaluate/evaluation';
import type { Cost } from '../../engine/model/cost';

const MINUS = '\u2212';

/** A score of 0 to 1, with three decimals as `--json` and `--fail-under` count. */
export function scoreText(score: number): string {
  return score.toFixed(3);
}

/** `+0.083`; nothing that rounds to zero has a sign. */
export function differenceText(difference: number): string {
  const text = Math.abs(difference).toFixed(3);
  if (Number(text) === 0) return text;
  return `${difference > 0 ? '+' : MINUS}${text}`;
}

export function scoreInterval([low, high]: Interval): string {
  return `95 % interval ${scoreText(low)} to ${scoreText(high)}`;
}

export function differenceInterval([low, high]: Interval): string {
  return `95 % interval ${differenceText(low)} to ${differenceText(high)}`;
}

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
