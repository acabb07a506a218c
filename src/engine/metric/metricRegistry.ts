import { RedlineError, type ErrorPlace } from '../errors';
import { suggestName } from '../schema/nearestName';
import type { SchemaProblem } from '../schema/schemaProblem';
import { contains } from './contains';
import { exactMatch } from './exactMatch';
import { jsonMatch } from './jsonMatch';
import type { MetricSpec } from './metric';
import type { MetricKind, TaskMetric } from './metricKind';
import { regexMatch } from './regexMatch';
import { f1 } from './tokenF1';

/** Every metric that a task may name. */
export const METRICS: readonly MetricKind[] = [exactMatch, f1, contains, regexMatch, jsonMatch];

/** What is wrong with a metric as written; paths are relative to the spec. */
export function metricProblems(spec: Pick<MetricSpec, 'name' | 'options'>): SchemaProblem[] {
  const kind = METRICS.find(({ name }) => name === spec.name);
  if (kind)
    return kind.problems(spec.options).map((found) => ({ ...found, path: ['options', ...found.path] }));
  const names = METRICS.map(({ name }) => name);
  const message = `Unknown metric "${spec.name}". ${suggestName(spec.name, names, 'Metrics')}`;
  return [{ path: ['name'], onKey: false, message }];
}

/**
 * The metric that a task names. Throws `RedlineError` (input) for an unknown name or a wrong option, at
 * `place`. `score` throws one for a target that the metric can't compare (see `targetProblem`).
 */
export function createMetric(spec: MetricSpec, place: ErrorPlace = {}): TaskMetric {
  const [problem] = metricProblems(spec);
  if (problem) throw new RedlineError('input', problem.message, place);
  const kind = METRICS.find(({ name }) => name === spec.name)!;
  const ready = kind.ready(spec.options);
  return {
    name: kind.name,
    binary: kind.binary,
    needsTarget: ready.needsTarget,
    targetProblem: (target) => ready.targetProblem(target),
    score(input) {
      const wrong = ready.targetProblem(input.target);
      if (wrong) throw new RedlineError('input', wrong, place);
      return ready.score(input);
    },
  };
}
