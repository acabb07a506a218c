import { binomialAtMost, binomialExactly } from './binomial';
import { Z95 } from './normal';

/** Two-sided level of the test that power is computed for. */
const LEVEL = 0.05;
/** Share of runs in which a gain should show: the usual convention (Cohen 1988). */
const WANTED_POWER = 0.8;
/**
 * Share of examples that the better prompt gets wrong though the other gets them right. No more than a
 * convention: at 3 % a true gain of 10 points shows in 10 %, 38 % and 94 % of runs at n = 30, 60 and 200.
 */
const LOST_SHARE = 0.03;
/** No dataset is expected to be larger. */
const MAX_EXAMPLES = 1_000_000;
/** Probabilities of the number of differing examples further out than this many standard deviations are dropped. */
const REACH = 8;

export interface PowerAssumption {
  /** Share of examples that the first prompt gets right; where given, no more than the rest can be gained. */
  baseRate?: number;
  /** Share of examples that are lost while others are won; 0.03 unless given, less where there is no room. */
  lostShare?: number;
}

/**
 * Probability that the exact two-sided McNemar test at 5 % shows a true gain on `n` examples of 0/1 scores,
 * with the right sign. Computed, not simulated: with `lost` the share of examples lost, gain + lost are won;
 * the number that differ is binomial, and the test on them exact (Connor 1987, Biometrics 43:207).
 *
 * @param n examples, at least 1
 * @param gain true gain in score units, above 0 up to 1
 * @throws RangeError on values that cannot be
 */
export function powerOfGain(n: number, gain: number, assumption: PowerAssumption = {}): number {
  if (!(Number.isInteger(n) && n >= 1)) throw new RangeError(`No power for ${n} examples.`);
  if (!(gain > 0 && gain <= largestGain(assumption) + 1e-12)) throw new RangeError(`No such gain: ${gain}.`);
  const lost = lostAt(gain, assumption);
  const differing = Math.min(1, gain + 2 * lost);
  const chanceOfLoss = lost / differing;
  const spread = REACH * Math.sqrt(n * differing * (1 - differing)) + 1;
  const from = Math.max(0, Math.floor(n * differing - spread));
  const to = Math.min(n, Math.ceil(n * differing + spread));
  let power = 0;
  for (let m = from; m <= to; m++) {
    power += binomialExactly(m, n, differing) * binomialAtMost(mostLosses(m), m, chanceOfLoss);
  }
  return Math.min(1, power);
}

/**
 * The smallest true gain, to 0.001, that the exact paired test shows in 80 % of runs on `n` examples; `null`
 * where not even getting everything right would show.
 *
 * @param baseRate share of examples that the first prompt gets right
 * @throws RangeError on values that cannot be
 */
export function smallestDetectableGain(
  n: number,
  baseRate: number,
  assumption: Omit<PowerAssumption, 'baseRate'> = {},
): number | null {
  if (!(baseRate >= 0 && baseRate <= 1)) throw new RangeError(`No such share: ${baseRate}.`);
  const given = { ...assumption, baseRate };
  const shows = (thousandths: number): boolean => powerOfGain(n, thousandths / 1000, given) >= WANTED_POWER;
  const most = Math.floor(largestGain(given) * 1000 + 1e-9);
  if (most < 1 || !shows(most)) return null;
  return smallest(1, most, shows) / 1000;
}

/**
 * The smallest number of examples on which the exact paired test shows a true gain in 80 % of runs; `null`
 * above a million.
 *
 * @param gain true gain in score units, above 0 up to 1
 * @throws RangeError on values that cannot be
 */
export function examplesForGain(gain: number, assumption: PowerAssumption = {}): number | null {
  const shows = (n: number): boolean => powerOfGain(n, gain, assumption) >= WANTED_POWER;
  let enough = 1;
  while (!shows(enough)) {
    if (enough >= MAX_EXAMPLES) return null;
    enough = Math.min(MAX_EXAMPLES, enough * 2);
  }
  return smallest(Math.ceil(enough / 2), enough, shows);
}

function largestGain({ baseRate }: PowerAssumption): number {
  return baseRate === undefined ? 1 : 1 - baseRate;
}

/** Lost examples were right before, won ones (gain + lost) wrong. */
function lostAt(gain: number, { baseRate, lostShare = LOST_SHARE }: PowerAssumption): number {
  const room = baseRate === undefined ? (1 - gain) / 2 : Math.min(baseRate, 1 - baseRate - gain);
  return Math.max(0, Math.min(lostShare, room));
}

/** The most losses among `m` differing examples at which the test still shows a gain; −1 where none does. */
function mostLosses(m: number): number {
  const shows = (losses: number): boolean => 2 * binomialAtMost(losses, m, 0.5) <= LEVEL;
  let losses = Math.max(-1, Math.floor(m / 2 - (Z95 * Math.sqrt(m)) / 2));
  while (losses >= 0 && !shows(losses)) losses--;
  while (losses + 1 < m / 2 && shows(losses + 1)) losses++;
  return losses;
}

/** The smallest integer in [low, high] that passes, where `high` does and passing is monotone. */
function smallest(low: number, high: number, passes: (value: number) => boolean): number {
  let from = low;
  let to = high;
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (passes(middle)) to = middle;
    else from = middle + 1;
  }
  return to;
}
