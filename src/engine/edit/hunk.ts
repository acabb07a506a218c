import type { Interval } from '../evaluate/evaluation';
import type { Rationale } from '../optimize/proposal';
import type { Span } from '../prompt/span';

export type Verdict = 'helps' | 'hurts' | 'negligible' | 'uncertain';
export type Badge = 'spurious' | 'label-independent';

export interface EffectEstimate {
  difference: number;
  ci: Interval;
}

/** The measured score difference of one hunk, on the validation part. */
export interface Effect {
  /** Seed prompt with this hunk alone, against the seed prompt. */
  alone: EffectEstimate | null;
  /** The candidate, against the candidate without this hunk. */
  leftOut: EffectEstimate | null;
  verdict: Verdict;
  badges: Badge[];
  /** Examples behind it. */
  n: number;
  /** Calls that one more round of samples for this hunk would cost. */
  measureMoreCalls: number;
}

/** One contiguous, readable edit of the base text. Offsets are in the base. */
export interface Hunk extends Span {
  id: string;
  oldText: string;
  newText: string;
  rationales: Rationale[];
  effect: Effect | null;
}
