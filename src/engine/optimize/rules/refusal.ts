import { countOf, idsOf, instanceOf, type Rule } from './rule';

const REFUSAL =
  /\b(I (do not|don't) know|I('m| am) not sure|I (can not|cannot|can't)|unable to|not enough information)\b/i;

/** Answers that decline to answer although an answer is expected. */
export const refusal: Rule = {
  name: 'declines-to-answer',
  find(context) {
    const declined = context.failures.filter(({ output }) => REFUSAL.test(output));
    if (declined.length === 0) return null;
    return {
      rule: 'declines-to-answer',
      instruction: 'Always give your best answer, even when you are not sure.',
      explanation: `${countOf(declined, context)} decline to answer where the dataset expects an answer${instanceOf(declined)}.`,
      exampleIds: idsOf(declined),
      gain: declined.length / 4,
    };
  },
};
