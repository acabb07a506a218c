import { targetTexts } from '../failures';
import { countOf, idsOf, instanceOf, mendedBy, type Rule } from './rule';

/** Right answers in the wrong case. */
export const letterCase: Rule = {
  name: 'letter-case',
  find(context) {
    const { failures, gain } = mendedBy(context, (output, { example }) => {
      const folded = output.trim().toLocaleLowerCase();
      return targetTexts(example.target).find((target) => target.toLocaleLowerCase() === folded) ?? null;
    });
    if (failures.length === 0) return null;
    return {
      rule: 'letter-case',
      instruction: instructionFor(context.targets, context.labels !== null),
      explanation: `${countOf(failures, context)} differ from the expected answer in upper and lower case only${instanceOf(failures)}.`,
      exampleIds: idsOf(failures),
      gain,
    };
  },
};

function instructionFor(targets: readonly string[], labelled: boolean): string {
  if (targets.every((target) => target === target.toLocaleLowerCase()))
    return 'Write the answer in lower case.';
  if (targets.every((target) => target === target.toLocaleUpperCase()))
    return 'Write the answer in upper case.';
  return labelled
    ? 'Write the answer with upper and lower case exactly as the labels have it.'
    : 'Keep the upper and lower case that names and terms are usually written in.';
}
