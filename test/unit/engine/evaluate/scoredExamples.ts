import type { Evaluation, ExampleResult } from '../../../../src/engine/evaluate/evaluation';
import { summarizeEvaluation } from '../../../../src/engine/evaluate/summarizeEvaluation';
import { NO_COST } from '../../../../src/engine/model/cost';
import type { Example } from '../../../../src/engine/task/task';

export function examples(n: number): Example[] {
  return Array.from({ length: n }, (_, i) => ({
    id: `id-${String(i).padStart(6, '0')}`,
    row: i + 1,
    part: 'validation',
    inputs: { question: `question ${i}` },
    target: `answer ${i}`,
  }));
}

/** An example's result with one sample, `null` for no answer. */
export function scored(id: string, score: number | null): ExampleResult {
  const samples = score === null ? [] : [score];
  const status = score === null ? 'error' : 'ok';
  return { id, row: 1, status, score, samples, metrics: {}, guards: {}, output: null, target: null };
}

export function evaluationOf(results: ExampleResult[], changes: Partial<Evaluation> = {}): Evaluation {
  const head = {
    promptSha256: 'p',
    model: 'm',
    split: 'validation' as const,
    examples: results,
    cost: NO_COST,
  };
  return summarizeEvaluation({ ...head, ...changes });
}
