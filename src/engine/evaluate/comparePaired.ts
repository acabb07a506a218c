import { RedlineError } from '../errors';
import { meanOf } from './bootstrap';
import type { Evaluation, ExampleResult, PairedComparison } from './evaluation';
import { byId, isBinary } from './meanInterval';
import { exactMcNemar, pairedBinaryInterval } from './pairedBinary';
import { comparePairedGraded } from './pairedGraded';

/** What a comparison needs of an evaluation. */
export type ComparableEvaluation = Pick<Evaluation, 'complete' | 'failed' | 'examples'>;

/**
 * The difference `second − first` of two evaluations on the same examples, matched by id. Scores that are all
 * 0 or 1 from one sample get Tango's interval and McNemar's exact p-value; others the clustered bootstrap and
 * sign flips.
 *
 * The interval and the p-value can disagree near 0.05: the exact test is the stricter one.
 *
 * @param options `confidence` of the interval: higher than 0.95 where several are read together
 * @throws RedlineError (input) when an evaluation is incomplete, has no examples, or the ids differ
 */
export function comparePaired(
  first: ComparableEvaluation,
  second: ComparableEvaluation,
  { confidence = 0.95 }: { confidence?: number } = {},
): PairedComparison {
  assertComparable(first, second);
  const before = byId(first.examples);
  const after = byId(second.examples);
  const differences = before.map((example, i) => after[i]!.score! - example.score!);
  const n = differences.length;
  if (![...before, ...after].every(isBinary)) {
    return { n, difference: meanOf(differences), ...comparePairedGraded(differences, 0, confidence) };
  }
  const onlyFirst = differences.filter((difference) => difference < 0).length;
  const onlySecond = differences.filter((difference) => difference > 0).length;
  const counts = { n, onlyFirst, onlySecond };
  return {
    n,
    difference: (onlySecond - onlyFirst) / n,
    ci: pairedBinaryInterval(counts, confidence),
    pValue: exactMcNemar(counts),
    reliable: true,
  };
}

function assertComparable(first: ComparableEvaluation, second: ComparableEvaluation): void {
  for (const evaluation of [first, second]) {
    if (evaluation.complete && evaluation.examples.every((example) => example.score !== null)) continue;
    const missing = evaluation.failed === 1 ? '1 example has' : `${evaluation.failed} examples have`;
    throw new RedlineError(
      'input',
      `The scores cannot be compared: ${missing} no answer.`,
      {},
      'Retry the failed examples first.',
    );
  }
  if (first.examples.length === 0) {
    throw new RedlineError('input', 'The scores cannot be compared: there are no examples.');
  }
  const odd = firstUnmatched(first.examples, second.examples);
  if (odd === undefined) return;
  throw new RedlineError(
    'input',
    `The scores cannot be compared: they stand on different examples (${odd} is in one only).`,
    {},
    'Evaluate both prompts on the same examples.',
  );
}

function firstUnmatched(
  first: readonly ExampleResult[],
  second: readonly ExampleResult[],
): string | undefined {
  const firstIds = new Set(first.map((example) => example.id));
  const secondIds = new Set(second.map((example) => example.id));
  return [...firstIds].find((id) => !secondIds.has(id)) ?? [...secondIds].find((id) => !firstIds.has(id));
}
