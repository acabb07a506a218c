import type { Interval } from '../engine/evaluate/evaluation';
import type { Score } from '../engine/run/scores';

/** `0.71 (0.62–0.78) on 120 examples` */
export function scoreText({ mean, ci, n }: Score): string {
  return `${two(mean)}${ci ? ` ${intervalText(ci)}` : ''} on ${n} ${n === 1 ? 'example' : 'examples'}`;
}

/** `+12 points (+3 to +21)` */
export function differenceText(difference: number, ci: Interval): string {
  return `${points(difference)} points (${points(ci[0])} to ${points(ci[1])})`;
}

function intervalText([low, high]: Interval): string {
  return `(${two(low)}–${two(high)})`;
}

function two(value: number): string {
  return value.toFixed(2);
}

/** A signed number of points, with the typographic minus. */
function points(value: number): string {
  const rounded = Math.round(value * 100);
  return rounded > 0 ? `+${rounded}` : rounded < 0 ? `−${-rounded}` : '0';
}
