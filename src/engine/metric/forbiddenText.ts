import { z } from 'zod';
import { defineGuard } from './guardKind';

const text = z.string().min(1);
const detailed = z.strictObject({
  text: z.union([text, z.array(text).min(1)]),
  case: z.enum(['ignore', 'keep']).default('ignore'),
});

/** None of the texts stands in the answer. Case is ignored unless the task says `case: keep`. */
export const forbidden = defineGuard({
  name: 'forbidden',
  description: 'None of the texts stands in the answer.',
  value: z.union([text, z.array(text).min(1), detailed], {
    error: 'text, a list of texts, or {text, case: ignore or keep}',
  }),
  options: (value) => {
    const written =
      typeof value === 'string' || Array.isArray(value) ? { text: value, case: 'ignore' } : value;
    return { texts: [written.text].flat(), case: written.case };
  },
  check: (options) => {
    const folded = (value: string) => (options.case === 'ignore' ? value.toLowerCase() : value);
    const texts = options.texts.map(folded);
    return (output) => {
      const answer = folded(output);
      return !texts.some((value) => answer.includes(value));
    };
  },
});
