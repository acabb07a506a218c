import type { Cost } from '../model/cost';
import type { SplitName } from '../task/task';

export type ExampleStatus = 'ok' | 'error' | 'truncated' | 'refused';

/** How one example went. `score` is `null` unless every sample has an answer: never 0 for a missing one. */
export interface ExampleResult {
  id: string;
  row: number;
  status: ExampleStatus;
  /** Mean over samples of the weighted metrics, in [0, 1]. */
  score: number | null;
  /** One score per sample that has an answer. */
  samples: number[];
  /** Metric name → mean over samples. */
  metrics: Record<string, number>;
  /** Guard name → whether every sample passes. */
  guards: Record<string, boolean>;
  /** The first sample's text. */
  output: string | null;
  target: unknown;
  /** Why there is no score, and what to do. */
  error?: string;
}

/** A 95 % confidence interval, in score units (0 to 1; differences −1 to 1). */
export type Interval = [number, number];

/** The scores of one prompt over some examples. */
export interface Evaluation {
  promptSha256: string;
  model: string;
  split: SplitName;
  n: number;
  failed: number;
  /** True when every example has a score; only then may it be compared. */
  complete: boolean;
  /** Mean over the examples that have a score, `null` when none has. */
  mean: number | null;
  ci: Interval | null;
  /** False when so few examples stand behind the interval that it can't be relied on. */
  reliable: boolean;
  examples: ExampleResult[];
  cost: Cost;
}

export interface EvaluationProgress {
  done: number;
  total: number;
  failed: number;
  /** Mean so far, `null` before the first score. */
  mean: number | null;
  cost: Cost;
}

/** Two prompts on the same examples. */
export interface PairedComparison {
  n: number;
  /** second − first. */
  difference: number;
  ci: Interval;
  /** Two-sided p-value of no difference. */
  pValue: number;
  reliable: boolean;
}
