import type { ErrorPlace } from '../errors';
import type { GuardSpec } from '../metric/guard';
import type { MetricSpec } from '../metric/metric';
import type { ModelSpec } from '../model/modelSpec';

export type Part = 'train' | 'validation' | 'test';

/** What a person may ask to score: one part, `open` (train and validation) or `all`. */
export type SplitName = Part | 'open' | 'all';

/** One row of a dataset. */
export interface Example {
  /** Short hash of the row's content, `-2`, `-3` … behind a duplicate; stable when other rows come or go. */
  id: string;
  /** 1-based row of the dataset, for showing to a person. */
  row: number;
  part: Part;
  /** Template variable → value, as the task's `input` maps them. */
  inputs: Record<string, unknown>;
  target: unknown;
}

export interface SplitSpec {
  train: number;
  validation: number;
  test: number;
  seed: number;
}

export interface BudgetSpec {
  calls?: number;
  tokens?: number;
  usd?: number;
}

export interface OptimizerSpec {
  /** A method's name, or `auto`. */
  method: string;
  model?: ModelSpec;
  budget: BudgetSpec;
  options?: Record<string, unknown>;
  /** Seed of the run; without it the caller picks one and says which. */
  seed?: number;
}

/** Which control arms a run adds: what a blind rewrite, or all the controls, would have gained. */
export type Controls = 'none' | 'rewrite-only' | 'all';

/** A task file, validated, with its dataset loaded and split. */
export interface Task {
  /** Path of the `*.task.yaml`. */
  file: string;
  /** Path of the prompt file. */
  promptPath: string;
  /** Path of the dataset, absent for inline examples. */
  datasetPath?: string;
  examples: Example[];
  /** Names of the dataset's columns. */
  columns: string[];
  /** Template variable → column, as written. Variables not named here take the column of the same name. */
  input: Record<string, string>;
  /** Name of the column that holds the target; absent when the metrics need none. */
  target?: string;
  /** Name of the column whose equal values stay in one part. */
  group?: string;
  metrics: MetricSpec[];
  guards: GuardSpec[];
  split: SplitSpec;
  /** Answers drawn per example; 1 unless the task says otherwise. */
  samples: number;
  /** At least one. */
  models: ModelSpec[];
  optimizer: OptimizerSpec;
  controls?: Controls;
  /** Where keys of the task file stand, by dotted path (`input.ticket`), for messages about them. */
  places?: Record<string, ErrorPlace>;
}
