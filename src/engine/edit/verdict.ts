import type { PairedComparison } from '../evaluate/evaluation';
import type { Effect, EffectEstimate, Verdict } from './hunk';

/** Half-width of the band within which a difference counts for nothing: 2 points. */
export const NEGLIGIBLE = 0.02;

/**
 * What one interval says: `negligible` when it lies wholly within ±`negligible` (also where it excludes zero),
 * `helps` or `hurts` when it excludes zero, else `uncertain`. An unreliable interval says nothing.
 */
export function verdictOf(
  comparison: Pick<PairedComparison, 'ci' | 'reliable'>,
  negligible = NEGLIGIBLE,
): Verdict {
  const [lower, upper] = comparison.ci;
  if (!comparison.reliable) return 'uncertain';
  if (lower >= -negligible && upper <= negligible) return 'negligible';
  if (lower > 0) return 'helps';
  return upper < 0 ? 'hurts' : 'uncertain';
}

/**
 * The verdict on a hunk from its two estimates. Left out decides, as that is what rejecting the hunk would do,
 * unless alone knows more:
 *
 * - one shows a gain (or a loss) and the other doesn't contradict it: `helps` (or `hurts`). A hunk that alone
 *   helps but isn't missed beside another that does the same job still helps.
 * - one shows a gain, the other a loss: `uncertain`, it depends on which other hunks are accepted.
 * - `negligible` only when both say so: to call an edit harmless takes more than not having seen harm.
 *
 * Where only one could be measured, it decides. With simultaneous intervals the chance that any hunk of a run
 * is wrongly said to help or hurt stays at 5 %.
 */
export function combineVerdicts(leftOut: Verdict | null, alone: Verdict | null): Verdict {
  const verdicts = [leftOut, alone].filter((verdict) => verdict !== null);
  const helps = verdicts.includes('helps');
  const hurts = verdicts.includes('hurts');
  if (helps || hurts) return helps && hurts ? 'uncertain' : helps ? 'helps' : 'hurts';
  return verdicts.length > 0 && verdicts.every((verdict) => verdict === 'negligible')
    ? 'negligible'
    : 'uncertain';
}

/**
 * The estimate that a verdict rests on: left out, as that is what rejecting the edit would do, unless only the other
 * one shows it.
 */
export function decisiveEstimate({ verdict, alone, leftOut }: Effect): EffectEstimate | null {
  const shows = (estimate: EffectEstimate | null) =>
    estimate !== null &&
    ((verdict === 'helps' && estimate.ci[0] > 0) || (verdict === 'hurts' && estimate.ci[1] < 0));
  return !shows(leftOut) && shows(alone) ? alone : (leftOut ?? alone);
}
