import { z } from 'zod';
import { strictObject } from '../schema/schemaProblem';
import { acceptedAnswers, textTargetProblem } from './acceptedAnswers';
import { defineMetric } from './metricKind';
import { normalizeText, SQUAD_NORMALIZATION, type TextNormalization } from './normalizeText';

const attention = z.enum(['ignore', 'keep']);

const options = strictObject({
  case: attention.optional(),
  trim: z.boolean().optional(),
  punctuation: attention.optional(),
  articles: attention.optional(),
  normalize: z.enum(['squad']).optional(),
});

/** Everything counts but whitespace around the answer, which no reader sees. */
const STRICT: TextNormalization = { case: 'keep', trim: true, punctuation: 'keep', articles: 'keep' };

/** 1 when the answer equals an accepted answer, after the normalisation that the options ask for. */
export const exactMatch = defineMetric({
  name: 'exact-match',
  description: 'The answer equals the target.',
  binary: true,
  options,
  ready: ({ normalize, ...written }) => {
    const normalization = { ...(normalize === 'squad' ? SQUAD_NORMALIZATION : STRICT), ...written };
    return {
      needsTarget: true,
      targetProblem: (target) => textTargetProblem(target, 'exact-match'),
      score: ({ output, target }) => {
        const answer = normalizeText(output, normalization);
        return acceptedAnswers(target).some((text) => normalizeText(text, normalization) === answer) ? 1 : 0;
      },
    };
  },
});
