import type { ErrorPlace } from '../errors';
import type { GuardSpec } from '../metric/guard';
import type { MetricSpec } from '../metric/metric';
import type { ModelSpec } from '../model/modelSpec';
import type { Controls, OptimizerSpec, SplitSpec } from './task';

/** A task file read and checked by itself: nothing that it names has been opened. */
export interface TaskDefinition {
  /** Path of the task file. */
  file: string;
  /** Paths as written, relative to the task file's folder. */
  prompt?: string;
  dataset?: string;
  /** Inline rows, in place of a dataset. */
  examples?: Record<string, unknown>[];
  input: Record<string, string>;
  target?: string;
  metrics: MetricSpec[];
  guards: GuardSpec[];
  split: SplitSpec;
  samples: number;
  group?: string;
  /** Empty when the file names none. */
  models: ModelSpec[];
  optimizer: OptimizerSpec;
  controls: Controls;
  /** Where a value of the file stands, or its key; a path that isn't there gives the nearest place above it. */
  placeOf(path: readonly (string | number)[], onKey?: boolean): ErrorPlace;
}
