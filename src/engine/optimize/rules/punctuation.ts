import { countOf, idsOf, instanceOf, mendedBy, type Rule } from './rule';

/** Quotes, markup and end marks around an otherwise bare answer. */
const DECORATION = /^[\s"'“”‘’`*_#>-]+|[\s"'“”‘’`*_.,;:!]+$/gu;

/** Right answers in quotes, in bold or with a full stop. */
export const punctuation: Rule = {
  name: 'punctuation-around-answer',
  find(context) {
    const { failures, gain } = mendedBy(context, (output) => output.replace(DECORATION, ''));
    if (failures.length === 0) return null;
    return {
      rule: 'punctuation-around-answer',
      instruction: 'Write the answer bare: no quotes, no formatting, no punctuation at its end.',
      explanation: `${countOf(failures, context)} would be right without the quotes or punctuation around them${instanceOf(failures)}.`,
      exampleIds: idsOf(failures),
      gain,
    };
  },
};
