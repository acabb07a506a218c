import type { z } from 'zod';
import { describeIssues, type SchemaProblem } from '../schema/schemaProblem';
import type { Metric, MetricInput } from './metric';

/** A metric whose options are settled. */
export interface ReadyMetric {
  /** False when the options alone say what is right, as with a regex given as `pattern`. */
  needsTarget: boolean;
  /** What is wrong with a target for this metric, one sentence; `null` when it can be scored. */
  targetProblem(target: unknown): string | null;
  /** In [0, 1]. Only called with targets that have no problem. */
  score(input: MetricInput): number;
}

/** A metric that a task has named and whose targets can be checked before anything is paid for. */
export interface TaskMetric extends Metric {
  needsTarget: boolean;
  targetProblem(target: unknown): string | null;
}

/** One kind of metric: its name, its options and how it scores. */
export interface MetricKind {
  name: string;
  /** One sentence on what it measures. */
  description: string;
  binary: boolean;
  /** What is wrong with the options; paths are relative to them. */
  problems(options: unknown): SchemaProblem[];
  /** Only for options without problems. */
  ready(options: unknown): ReadyMetric;
}

interface MetricSource<Schema extends z.ZodType> {
  name: string;
  description: string;
  binary: boolean;
  options: Schema;
  ready(options: z.output<Schema>): ReadyMetric;
}

/** Makes a metric kind from its options' schema; the schema's type reaches `ready`. */
export function defineMetric<Schema extends z.ZodType>(source: MetricSource<Schema>): MetricKind {
  return {
    name: source.name,
    description: source.description,
    binary: source.binary,
    problems(options) {
      const checked = source.options.safeParse(options);
      return checked.success ? [] : describeIssues(checked.error.issues, options);
    },
    ready: (options) => source.ready(source.options.parse(options)),
  };
}
