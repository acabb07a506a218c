import type { Interval } from './evaluation';
import { pairedBinaryInterval } from './pairedBinary';

/** Share of examples by which a guard may get worse without its counting. */
export const DEFAULT_MARGIN = 0.05;

/**
 * `not-worse`: shown to have lost less than the margin. `worse`: shown to have lost something, and not shown to
 * be within the margin. `uncertain`: too few examples to say either.
 */
export type GuardVerdict = 'not-worse' | 'worse' | 'uncertain';

export interface GuardComparison {
  n: number;
  /** final − seed, in shares of examples that pass. */
  difference: number;
  ci: Interval;
  margin: number;
  verdict: GuardVerdict;
}

/**
 * Non-inferiority check of one guard on the same examples: the final prompt is not worse when the lower end of
 * the 95 % interval of the difference stays above −margin (CONSORT extension for non-inferiority trials, Piaggio
 * et al. 2012, JAMA 308:2594). With the default margin and no example that changes, that takes 73 examples.
 *
 * @param seedPasses per example, whether the seed prompt's output passes
 * @param finalPasses the same examples, in the same order
 * @throws RangeError when the lengths differ, there are no examples or the margin is not in [0, 1]
 */
export function compareGuard(
  seedPasses: readonly boolean[],
  finalPasses: readonly boolean[],
  margin = DEFAULT_MARGIN,
): GuardComparison {
  if (seedPasses.length !== finalPasses.length) {
    throw new RangeError(`${seedPasses.length} examples cannot be paired with ${finalPasses.length}.`);
  }
  if (!(margin >= 0 && margin <= 1)) throw new RangeError(`No such margin: ${margin}.`);
  const n = seedPasses.length;
  const onlyFirst = seedPasses.filter((passes, i) => passes && !finalPasses[i]).length;
  const onlySecond = finalPasses.filter((passes, i) => passes && !seedPasses[i]).length;
  const ci = pairedBinaryInterval({ n, onlyFirst, onlySecond });
  return { n, difference: (onlySecond - onlyFirst) / n, ci, margin, verdict: verdictOf(ci, margin) };
}

/** True only when the guard is shown to have got worse: verdict `worse` of `compareGuard`. */
export function guardGotWorse(
  seedPasses: readonly boolean[],
  finalPasses: readonly boolean[],
  margin = DEFAULT_MARGIN,
): boolean {
  return compareGuard(seedPasses, finalPasses, margin).verdict === 'worse';
}

function verdictOf([lower, upper]: Interval, margin: number): GuardVerdict {
  if (lower > -margin) return 'not-worse';
  return upper < 0 ? 'worse' : 'uncertain';
}
