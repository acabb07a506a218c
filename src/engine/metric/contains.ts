import { z } from 'zod';
import { strictObject } from '../schema/schemaProblem';
import { acceptedAnswers, textTargetProblem } from './acceptedAnswers';
import { defineMetric } from './metricKind';

/** 1 when one of the accepted answers stands somewhere in the answer. */
export const contains = defineMetric({
  name: 'contains',
  description: 'The target stands somewhere in the answer.',
  binary: true,
  options: strictObject({ case: z.enum(['ignore', 'keep']).default('keep') }),
  ready: (options) => {
    const folded = (text: string) => (options.case === 'ignore' ? text.toLowerCase() : text);
    return {
      needsTarget: true,
      targetProblem: (target) =>
        textTargetProblem(target, 'contains') ??
        (acceptedAnswers(target).includes('')
          ? 'The target is empty text, which stands in every answer.'
          : null),
      score: ({ output, target }) =>
        acceptedAnswers(target).some((text) => folded(output).includes(folded(text))) ? 1 : 0,
    };
  },
});
