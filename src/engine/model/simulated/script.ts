import { z } from 'zod';
import { compileLinearRegex } from '../../metric/linearRegex';
import { strictObject } from '../../schema/schemaProblem';

/** A pattern in RE2's syntax, whose time is linear in the text: a script comes with a workspace, which may mean ill. */
const pattern = z
  .string()
  .min(1)
  .superRefine((source, context) => {
    const regex = compileLinearRegex(source, 'i');
    if ('problem' in regex) context.addIssue({ code: 'custom', message: regex.problem });
  });

/** One pattern may be written without its list. */
const patterns = z.preprocess(
  (written) => (typeof written === 'string' ? [written] : written),
  z.array(pattern).min(1),
);

const share = z.number().min(0).max(1);

const template = z.string().superRefine((text, context) => {
  for (const [placeholder, name] of text.matchAll(/\{\{\s*([^{}]*?)\s*\}\}/g)) {
    if (!/^(target|other|input\.\S+)$/.test(name ?? '')) {
      context.addIssue({
        code: 'custom',
        message: `Unknown placeholder ${placeholder}. Known: {{target}}, {{other}}, {{input.NAME}}.`,
      });
    }
  }
});

/** What comes out in place of the right answer. */
const deviation = {
  name: z.string().min(1),
  share,
  answer: template.optional(),
  answers: z.record(z.string(), template).optional(),
  transform: z.enum(['capitalize', 'upper', 'sentence', 'none']).optional(),
};

const SAYS_HOW = 'Say what it answers: `answer`, `answers` or `transform`.';
const saysHow = (fault: {
  answer?: string | undefined;
  answers?: object | undefined;
  transform?: string | undefined;
}) => fault.answer !== undefined || fault.answers !== undefined || fault.transform !== undefined;

const fault = strictObject({ ...deviation, mend: patterns }).refine(saysHow, { error: SAYS_HOW });
const harm = strictObject({ ...deviation, found: patterns }).refine(saysHow, { error: SAYS_HOW });

const critique = strictObject({
  name: z.string().min(1),
  when: patterns.default([]),
  unless: patterns.default([]),
  critique: z.string().min(1),
  find: z.string().min(1),
  replace: z.string(),
  paraphrases: z.array(z.string()).default([]),
});

/** The script of a simulated model: how often, and how, it errs while a prompt lacks which instruction. */
export const simulatedScript = strictObject({
  title: z.string().min(1).optional(),
  seed: z.number().int().default(1),
  latency: z.number().min(0).max(600_000).default(0),
  answers: strictObject({
    base: share,
    noise: share.default(0),
    faults: z.array(fault).default([]),
    harms: z.array(harm).default([]),
  }).optional(),
  critiques: z.array(critique).default([]),
}).refine(({ answers, critiques }) => answers !== undefined || critiques.length > 0, {
  error: 'The script answers nothing: write `answers` or `critiques`.',
});

export type SimulatedScript = z.infer<typeof simulatedScript>;
export type ScriptAnswers = NonNullable<SimulatedScript['answers']>;
export type Fault = ScriptAnswers['faults'][number];
export type Harm = ScriptAnswers['harms'][number];
export type ScriptedCritique = SimulatedScript['critiques'][number];
