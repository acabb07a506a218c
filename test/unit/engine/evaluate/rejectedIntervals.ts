import type { Interval } from '../../../../src/engine/evaluate/evaluation';
import { normalShareBelow, Z95 } from '../../../../src/engine/evaluate/normal';
import type { SeededRandom } from '../../../../src/engine/evaluate/seededRandom';
import { wilsonInterval } from '../../../../src/engine/evaluate/wilson';

/** Newcombe (1998) method 10, the interval that Tango's was chosen over, for `second − first`. */
export function newcombeInterval(
  both: number,
  onlyFirst: number,
  onlySecond: number,
  neither: number,
): Interval {
  const n = both + onlyFirst + onlySecond + neither;
  const first = (both + onlyFirst) / n;
  const second = (both + onlySecond) / n;
  const [firstLower, firstUpper] = wilsonInterval(both + onlyFirst, n);
  const [secondLower, secondUpper] = wilsonInterval(both + onlySecond, n);
  const phi = correctedPhi(both, onlyFirst, onlySecond, neither);
  return [
    second - first - squareAndAdd(second - secondLower, firstUpper - first, phi),
    second - first + squareAndAdd(first - firstLower, secondUpper - second, phi),
  ];
}

/** The percentile bootstrap of a mean, clustered by example: the naive way. */
export function percentileInterval(
  values: readonly number[],
  random: SeededRandom,
  resamples = 1000,
): Interval {
  const means = resampledMeans(values, random, resamples);
  return [means[Math.floor(0.025 * (resamples - 1))]!, means[Math.ceil(0.975 * (resamples - 1))]!];
}

function squareAndAdd(a: number, b: number, phi: number): number {
  return Math.sqrt(Math.max(0, a * a + b * b - 2 * phi * a * b));
}

function correctedPhi(both: number, onlyFirst: number, onlySecond: number, neither: number): number {
  const n = both + onlyFirst + onlySecond + neither;
  const margins = (both + onlyFirst) * (onlySecond + neither) * (both + onlySecond) * (onlyFirst + neither);
  const numerator = both * neither - onlyFirst * onlySecond;
  if (margins === 0) return 0;
  const corrected = numerator > 0 ? Math.max(0, numerator - n / 2) : numerator;
  return corrected / Math.sqrt(margins);
}

/** The bias-corrected and accelerated bootstrap of a mean (Efron 1987, JASA 82:171). */
export function bcaInterval(values: readonly number[], random: SeededRandom, resamples = 1000): Interval {
  const n = values.length;
  const means = resampledMeans(values, random, resamples);
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const second = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  if (second === 0) return [mean, mean];
  const third = values.reduce((sum, value) => sum + (value - mean) ** 3, 0);
  const acceleration = third / (6 * second ** 1.5);
  const below = means.reduce((sum, value) => sum + (value < mean ? 1 : value === mean ? 0.5 : 0), 0);
  const bias = normalQuantile(Math.min(1 - 1 / resamples, Math.max(1 / resamples, below / resamples)));
  const share = (z: number): number => normalShareBelow(bias + (bias + z) / (1 - acceleration * (bias + z)));
  const at = (z: number): number => means[Math.round(share(z) * (resamples - 1))]!;
  return [at(-Z95), at(Z95)];
}

function resampledMeans(values: readonly number[], random: SeededRandom, resamples: number): Float64Array {
  const scale = values.length / 2 ** 32;
  return Float64Array.from({ length: resamples }, () => {
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += values[Math.floor((random.bits() >>> 0) * scale)]!;
    return sum / values.length;
  }).sort();
}

function normalQuantile(share: number): number {
  let low = -9;
  let high = 9;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (normalShareBelow(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
