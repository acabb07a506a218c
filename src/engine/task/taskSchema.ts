import { z } from 'zod';
import { guardProblems } from '../metric/guardRegistry';
import { metricProblems } from '../metric/metricRegistry';
import { strictObject, type SchemaProblem } from '../schema/schemaProblem';
import { modelSchema } from './modelSchema';
import { TASK_DEFAULTS } from './taskDefaults';

const text = z.string().min(1);
const share = z.number().min(0).max(1);

/** One metric: its name, its options, its weight against the others. */
const metric = strictObject({
  name: text,
  weight: z.number().min(0).default(1),
  options: z.record(z.string(), z.unknown()).default({}),
}).superRefine((spec, context) => addAll(context, metricProblems(spec)));

/** `metric: f1` and `metric: {name: f1}` are short for a list of one. */
const metrics = z.preprocess(
  (written) => {
    if (written === undefined || written === null) return written;
    return [written].flat().map((item: unknown) => (typeof item === 'string' ? { name: item } : item));
  },
  z
    .array(metric, {
      error: ({ input }) => (input === undefined ? 'the name of a metric, such as exact-match' : undefined),
    })
    .min(1)
    .refine((list) => list.some(({ weight }) => weight > 0), 'At least one metric needs a weight above 0.'),
);

const guard = z.record(z.string(), z.unknown()).superRefine((written, context) => {
  addAll(context, guardProblems(written));
});

/** Shares left out are 0 as soon as one is written, so that the shares that stand there say everything. */
const split = strictObject({
  train: share.optional(),
  validation: share.optional(),
  test: share.optional(),
  seed: z.int().min(0).optional(),
})
  .transform(({ seed = TASK_DEFAULTS.split.seed, train, validation, test }) =>
    train === undefined && validation === undefined && test === undefined
      ? { ...TASK_DEFAULTS.split, seed }
      : { train: train ?? 0, validation: validation ?? 0, test: test ?? 0, seed },
  )
  .refine(
    ({ train, validation, test }) => Math.abs(train + validation + test - 1) <= 1e-6,
    'The shares of train, validation and test must sum to 1.',
  );

const budget = strictObject({
  calls: z.int().min(1).default(TASK_DEFAULTS.budgetCalls),
  tokens: z.int().min(1).optional(),
  usd: z.number().gt(0).optional(),
});

const optimizer = strictObject({
  method: text.default(TASK_DEFAULTS.method),
  model: modelSchema.optional(),
  budget: budget.prefault({}),
  options: z.record(z.string(), z.unknown()).optional(),
  seed: z.int().min(0).optional(),
});

/** A task file as a person writes it. Every key that exists stands here; others are errors. */
export const taskSchema = strictObject({
  prompt: text.optional(),
  dataset: text.optional(),
  examples: z.array(z.record(z.string(), z.unknown())).min(1).optional(),
  input: z.record(z.string(), text).default({}),
  target: text.optional(),
  metric: metrics,
  guards: z.array(guard).default([]),
  split: split.prefault({}),
  samples: z.int().min(1).max(1000).default(TASK_DEFAULTS.samples),
  group: text.optional(),
  model: modelSchema.optional(),
  models: z.array(modelSchema).min(1).optional(),
  optimizer: optimizer.prefault({}),
  controls: z.enum(['none', 'rewrite-only', 'all']).default(TASK_DEFAULTS.controls),
});

/** What single keys can't show: keys that exclude or need each other. */
export function crossProblems(task: z.output<typeof taskSchema>): SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  const complain = (key: string, message: string) => problems.push({ path: [key], onKey: true, message });
  if (task.dataset && task.examples) {
    complain('examples', 'A task has either "dataset" or "examples", not both.');
  }
  if (!task.dataset && !task.examples) {
    problems.push({
      path: [],
      onKey: false,
      message: 'The task has no data: write "dataset" with the path of a file, or "examples" with rows.',
    });
  }
  if (task.model && task.models) complain('models', 'A task has either "model" or "models", not both.');
  return problems;
}

function addAll(context: z.core.$RefinementCtx, problems: readonly SchemaProblem[]): void {
  for (const { path, message } of problems) context.addIssue({ code: 'custom', message, path });
}
