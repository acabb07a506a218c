import type { SplitSpec } from './task';

/** What a task gets when its file doesn't say. Every default of a task stands here, with its reason. */
export const TASK_DEFAULTS = {
  /**
   * Shares close to those of the studies that Redline follows (30/50/198 and 50/100/100 rows), with more for
   * train because tasks written by hand are small; an own test part, because a gain seen only on rows that the
   * search has used is no evidence.
   */
  split: { train: 0.4, validation: 0.3, test: 0.3, seed: 7 } satisfies SplitSpec,
  /** One answer per example: at a given price, more examples narrow an interval faster than more answers. */
  samples: 1,
  /** Calls in flight per model: below the rate limits of the smallest paid plans, and enough for a local server. */
  concurrency: 8,
  /** Calls of a run, all parts together: some dozen candidates raced on a hundred rows; a person can say more. */
  budgetCalls: 600,
  /** Redline picks the method from what the task offers. */
  method: 'auto',
  /** Controls cost money, so they run when asked for. */
  controls: 'none',
} as const;

/** Datasets above this many bytes are refused: they would be read whole, and no run evaluates that many rows. */
export const MAX_DATASET_BYTES = 200_000_000;
