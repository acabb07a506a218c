import type { Evaluation } from './evaluation';
import { meanInterval } from './meanInterval';

/** What an evaluation says beyond what its examples tell. */
export type EvaluationHead = Pick<Evaluation, 'promptSha256' | 'model' | 'split' | 'examples' | 'cost'>;

/** Adds counts, mean and interval. The mean is over the examples that have a score. */
export function summarizeEvaluation(head: EvaluationHead): Evaluation {
  const failed = head.examples.filter((example) => example.score === null).length;
  return {
    promptSha256: head.promptSha256,
    model: head.model,
    split: head.split,
    n: head.examples.length,
    failed,
    complete: failed === 0 && head.examples.length > 0,
    ...meanInterval(head.examples),
    examples: head.examples,
    cost: head.cost,
  };
}
