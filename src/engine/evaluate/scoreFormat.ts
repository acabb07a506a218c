import type { Interval } from './evaluation';

/** How scores and differences are written, everywhere: the panel, the editor and the command line read alike. */

/** A score in [0, 1] with two decimals: `0.71`. */
export function formatScore(score: number): string {
  return score.toFixed(2);
}

/** The ends of a score's interval: `0.62–0.78`. */
export function formatScoreInterval([low, high]: Interval): string {
  return `${formatScore(low)}–${formatScore(high)}`;
}

/**
 * A difference of scores (−1 to 1) in points (hundredths), with its sign: `+12`, `−3`, `0`.
 * Below one point it keeps a decimal, so that a small effect doesn't read as none.
 */
export function formatPoints(difference: number): string {
  const points = difference * 100;
  const size = Math.abs(points);
  const digits = size < 0.95 ? size.toFixed(1) : size.toFixed(0);
  if (Number(digits) === 0) return '0';
  return `${points < 0 ? '−' : '+'}${digits}`;
}

/** The ends of a difference's interval, in points: `+3 to +21`. */
export function formatPointsInterval([low, high]: Interval): string {
  return `${formatPoints(low)} to ${formatPoints(high)}`;
}

/** A difference with its interval: `+12 points (95 % +3 to +21)`. */
export function formatDifference(difference: number, interval: Interval): string {
  return `${formatPoints(difference)} points (95 % ${formatPointsInterval(interval)})`;
}
