import { RedlineError } from '../errors';
import { addCost } from '../model/cost';
import type { Example } from '../task/task';
import type { Evaluation } from './evaluation';
import { summarizeEvaluation } from './summarizeEvaluation';

/** The examples that an evaluation has no score for, in order: what a retry has to score. */
export function unansweredExamples(evaluation: Evaluation, examples: readonly Example[]): Example[] {
  const missing = new Set(evaluation.examples.filter(({ score }) => score === null).map(({ id }) => id));
  return examples.filter(({ id }) => missing.has(id));
}

/**
 * An evaluation with some of its examples scored again: their results replace the earlier ones, all else stays,
 * the costs add up.
 *
 * @throws RedlineError (input) when the two are of different prompts or models, or the retry has an example
 *   that the evaluation has not
 */
export function mergeEvaluations(previous: Evaluation, retried: Evaluation): Evaluation {
  if (previous.promptSha256 !== retried.promptSha256 || previous.model !== retried.model) {
    throw notMergeable('they are of different prompts or models');
  }
  const again = new Map(retried.examples.map((example) => [example.id, example]));
  const examples = previous.examples.map((example) => again.get(example.id) ?? example);
  const known = new Set(previous.examples.map(({ id }) => id));
  const odd = retried.examples.find(({ id }) => !known.has(id));
  if (odd) throw notMergeable(`row ${odd.row} was not in the first`);
  return summarizeEvaluation({ ...previous, examples, cost: addCost(previous.cost, retried.cost) });
}

function notMergeable(why: string): RedlineError {
  const mend = 'Evaluate the prompt again on all examples.';
  return new RedlineError('input', `The retried scores do not belong to the evaluation: ${why}.`, {}, mend);
}
