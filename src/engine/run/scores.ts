import type { Interval } from '../evaluate/evaluation';

/** A mean with its 95 % interval, as lenses and the panel show it. */
export interface Score {
  mean: number;
  ci: Interval | null;
  n: number;
}

/** One measurement of one prompt text, kept in `.redline/scores/`. */
export interface ScoreRecord {
  promptSha256: string;
  /** Label of the model under test. */
  model: string;
  /** How the prompt came to be scored. */
  source: 'evaluation' | 'seed' | 'final' | 'subset';
  /** On the validation part: what baseline, best and current are compared on. */
  validation: Score | null;
  /** On the open part (train and validation): what a plain evaluation shows. */
  open: Score | null;
  /** ISO 8601. */
  at: string;
  runId: string | null;
}
