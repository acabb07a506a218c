/** A metric as a task names it. */
export interface MetricSpec {
  name: string;
  weight: number;
  options: Record<string, unknown>;
}

/** What a metric sees of one answer. */
export interface MetricInput {
  output: string;
  /** As the dataset holds it: a string, number, list of accepted answers, object… */
  target: unknown;
  inputs: Record<string, unknown>;
}

/**
 * A metric ready to score: `score` gives a number in [0, 1]. `binary` metrics only ever give 0 or 1, which
 * decides the interval used.
 */
export interface Metric {
  name: string;
  binary: boolean;
  score(input: MetricInput): number;
}
