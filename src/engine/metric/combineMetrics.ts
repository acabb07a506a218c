import { RedlineError } from '../errors';
import type { Metric, MetricInput } from './metric';

export interface WeightedMetric {
  metric: Metric;
  /** At least 0; only the ratio between weights counts. */
  weight: number;
}

export interface CombinedMetric extends Metric {
  /** The score of each metric by name; a name that occurs twice gets `-2`, `-3` … behind it. */
  scores(input: MetricInput): Record<string, number>;
}

/**
 * The mean of several metrics, weighted. Binary when a single binary metric carries all the weight. Throws
 * `RedlineError` (input) when there is no metric or no weight.
 */
export function combineMetrics(weighted: readonly WeightedMetric[]): CombinedMetric {
  const total = weighted.reduce((sum, { weight }) => sum + weight, 0);
  if (!(total > 0)) {
    throw new RedlineError(
      'input',
      'The metrics have no weight between them.',
      {},
      'Give one a weight above 0.',
    );
  }
  const counting = weighted.filter(({ weight }) => weight > 0);
  const names = distinctNames(weighted.map(({ metric }) => metric.name));
  return {
    name: counting.length === 1 ? counting[0]!.metric.name : `weighted mean of ${names.join(', ')}`,
    binary: counting.length === 1 && counting[0]!.metric.binary,
    score: (input) =>
      counting.reduce((sum, { metric, weight }) => sum + weight * metric.score(input), 0) / total,
    scores: (input) =>
      Object.fromEntries(weighted.map(({ metric }, index) => [names[index]!, metric.score(input)])),
  };
}

/** The same names in the same order, repeats numbered: `f1`, `f1-2`. */
export function distinctNames(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name}-${count}`;
  });
}
