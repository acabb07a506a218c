import { countOf, idsOf, instanceOf, type Rule } from './rule';

/** Most labels that still make an instruction a person would write. */
const MOST_LABELS = 20;
/** Uses of a label, on average, from which targets look like a set of labels and not like free answers. */
const USES_PER_LABEL = 3;

/** The distinct targets, when there are few and they return often; `null` otherwise. */
export function labelSetOf(targets: readonly string[]): string[] | null {
  const labels = [...new Set(targets)].sort();
  const few = labels.length > 1 && labels.length <= MOST_LABELS;
  return few && targets.length >= labels.length * USES_PER_LABEL ? labels : null;
}

/** Answers that name no label of the set at all. */
export const outsideLabelSet: Rule = {
  name: 'outside-label-set',
  find(context) {
    const labels = context.labels;
    if (!labels) return null;
    const outside = context.failures.filter(({ output }) => !namesLabel(output, labels));
    if (outside.length === 0) return null;
    // Only the model could say which label it would have chosen; a blind choice would be right this often.
    const gain = outside.length / labels.length;
    return {
      rule: 'outside-label-set',
      instruction: `Answer with exactly one of these: ${labels.join(', ')}.`,
      explanation:
        `${countOf(outside, context)} gave an answer outside the ${labels.length} labels that the dataset uses` +
        `${instanceOf(outside)}. The prompt can name them.`,
      exampleIds: idsOf(outside),
      gain,
    };
  },
};

function namesLabel(output: string, labels: readonly string[]): boolean {
  const folded = output.toLocaleLowerCase();
  return labels.some((label) => folded.includes(label.toLocaleLowerCase()));
}
