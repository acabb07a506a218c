import { z } from 'zod';
import type { Effect, Hunk } from '../edit/hunk';
import type { Evaluation, PairedComparison } from '../evaluate/evaluation';
import type { Cost } from '../model/cost';
import type { Rationale } from '../optimize/proposal';
import type { CandidateSummary, PartScores, RunResult } from './runResult';

/** What `result.json` must be to be believed: it is read back from `.redline`, which anyone may have written. */
const interval = z.tuple([z.number(), z.number()]);
const share = z.number().min(0).max(1);

const cost: z.ZodType<Cost> = z.object({
  calls: z.number(),
  cachedCalls: z.number(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  usd: z.number().nullable(),
});

const exampleResult = z.object({
  id: z.string(),
  row: z.number(),
  status: z.enum(['ok', 'error', 'truncated', 'refused']),
  score: share.nullable(),
  samples: z.array(share),
  metrics: z.record(z.string(), z.number()),
  guards: z.record(z.string(), z.boolean()),
  output: z.string().nullable(),
  target: z.unknown(),
  error: z.string().optional(),
});

const evaluation: z.ZodType<Evaluation> = z.object({
  promptSha256: z.string(),
  model: z.string(),
  split: z.enum(['train', 'validation', 'test', 'open', 'all']),
  n: z.number(),
  failed: z.number(),
  complete: z.boolean(),
  mean: share.nullable(),
  ci: interval.nullable(),
  reliable: z.boolean(),
  examples: z.array(exampleResult),
  cost,
});

const comparison: z.ZodType<PairedComparison> = z.object({
  n: z.number(),
  difference: z.number(),
  ci: interval,
  pValue: share,
  reliable: z.boolean(),
});

const partScores: z.ZodType<PartScores> = z.object({ seed: evaluation, final: evaluation, comparison });

const rationale: z.ZodType<Rationale> = z.object({
  kind: z.enum(['critique', 'paraphrase', 'rule', 'token', 'mixed']),
  method: z.string(),
  step: z.number(),
  text: z.string(),
  exampleIds: z.array(z.string()),
});

const estimate = z.object({ difference: z.number(), ci: interval });

const effect: z.ZodType<Effect> = z.object({
  alone: estimate.nullable(),
  leftOut: estimate.nullable(),
  verdict: z.enum(['helps', 'hurts', 'negligible', 'uncertain']),
  badges: z.array(z.enum(['spurious', 'label-independent'])),
  alarms: z.array(z.string()).optional(),
  reliable: z.boolean().optional(),
  n: z.number(),
  samples: z.number().int().min(1).optional(),
  measureMoreCalls: z.number(),
});

export const hunkSchema: z.ZodType<Hunk> = z.object({
  id: z.string(),
  start: z.number().int().min(0),
  end: z.number().int().min(0),
  oldText: z.string(),
  newText: z.string(),
  rationales: z.array(rationale),
  effect: effect.nullable(),
  unmeasured: z.string().optional(),
});

const standing = z.enum(['proven', 'unproven', 'worse']);

const candidate: z.ZodType<CandidateSummary> = z.object({
  id: z.string(),
  step: z.number(),
  text: z.string(),
  score: share.nullable(),
  scoredOn: z.number(),
  difference: z.number().nullable(),
  ci: interval.nullable(),
  standing,
});

export const runResultSchema: z.ZodType<RunResult> = z.object({
  schemaVersion: z.literal(1),
  runId: z.string(),
  method: z.string(),
  seed: z.number(),
  model: z.string(),
  optimizerModel: z.string().nullable(),
  promptPath: z.string(),
  taskFile: z.string(),
  startedAt: z.string(),
  finishedAt: z.string(),
  base: z.object({
    sha256: z.string(),
    eol: z.union([z.literal('\n'), z.literal('\r\n'), z.literal('mixed')]),
    bom: z.boolean(),
  }),
  seedPrompt: z.string(),
  finalPrompt: z.string(),
  standing,
  improved: z.boolean().nullable(),
  smallestDetectableGain: z.number().nullable(),
  validation: partScores,
  test: partScores.nullable(),
  testLooks: z.number(),
  guards: z.array(
    z.object({
      name: z.string(),
      difference: z.number(),
      ci: interval,
      verdict: z.enum(['not-worse', 'worse', 'uncertain']),
    }),
  ),
  hunks: z.array(hunkSchema),
  candidates: z.array(candidate),
  controls: z.tuple([]),
  history: z.array(z.object({ step: z.number(), best: z.number().nullable(), calls: z.number() })),
  rejected: z.array(z.object({ reason: z.string() })),
  stopped: z.enum(['budget', 'cancelled']).nullable(),
  cost,
});
