import type { Evaluation, ExampleResult } from '../../../../src/engine/evaluate/evaluation';
import { NO_COST } from '../../../../src/engine/model/cost';
import type { Example } from '../../../../src/engine/task/task';

export function examplesOf(count: number): Example[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `e${index}`,
    row: index + 1,
    part: 'validation' as const,
    inputs: {},
    target: `t${index % 4}`,
  }));
}

/** An evaluation with the given score per example; `null` is an answer that is missing. */
export function evaluationOf(
  examples: readonly Example[],
  scoreOf: (index: number) => number | null,
  guardOf: (index: number) => boolean = () => true,
): Evaluation {
  const results = examples.map((example, index): ExampleResult => {
    const score = scoreOf(index);
    return {
      id: example.id,
      row: example.row,
      status: score === null ? 'error' : 'ok',
      score,
      samples: score === null ? [] : [score],
      metrics: {},
      guards: { 'max-words': guardOf(index) },
      output: '',
      target: example.target,
    };
  });
  const failed = results.filter((result) => result.score === null).length;
  return {
    promptSha256: '',
    model: 'test',
    split: 'validation',
    n: examples.length,
    failed,
    complete: failed === 0,
    mean: null,
    ci: null,
    reliable: true,
    examples: results,
    cost: { ...NO_COST, calls: examples.length },
  };
}
