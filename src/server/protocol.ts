import { z } from 'zod';
import type { Hunk } from '../engine/edit/hunk';
import type { Evaluation, PairedComparison } from '../engine/evaluate/evaluation';
import type { Cost } from '../engine/model/cost';
import type { RunResult } from '../engine/run/runResult';
import type { ScoreRecord } from '../engine/run/scores';

/**
 * Messages between the extension host and the server, beyond the language server protocol's own.
 * Parameters are validated with zod where they arrive (`server/handlers.ts`). Paths are file-system paths;
 * `text` is the document as the editor holds it (unsaved changes included), without BOM, line ends as `\n`.
 */
export interface RequestDefinition<Params, Result> {
  method: string;
  params: z.ZodType<Params>;
  /** Carries the result's type only. */
  result?: Result;
}

function request<Params, Result>(method: string, params: z.ZodType<Params>): RequestDefinition<Params, Result> {
  return { method, params };
}

const promptParams = z.object({
  promptPath: z.string(),
  text: z.string(),
  /** Only where the task isn't the prompt's own. */
  taskFile: z.string().optional(),
});

const operationParams = promptParams.extend({
  /** Names the operation in progress notifications. */
  operation: z.string(),
});

const methodParams = {
  method: z.string().optional(),
  budgetCalls: z.number().int().positive().optional(),
  budgetUsd: z.number().positive().optional(),
  seed: z.number().int().optional(),
};

/** What a prompt file is to Redline: its task and its last score, for the lens at the top. */
export interface PromptDescription {
  promptPath: string;
  taskFile: string | null;
  model: string | null;
  /** Rows by part; test rows are only ever a number. */
  rows: { train: number; validation: number; test: number } | null;
  testLooks: number;
  /** Newest score of exactly this text, if it has one. */
  current: ScoreRecord | null;
  /** Newest score of an earlier text. */
  last: ScoreRecord | null;
  /** Why the prompt can't be evaluated as it stands. */
  problem: string | null;
}

export const describeRequest = request<z.infer<typeof promptParams>, PromptDescription>(
  'redline/describe',
  promptParams,
);

const evaluateParams = operationParams.extend({ fresh: z.boolean().optional() });

export interface EvaluateResult {
  taskFile: string;
  evaluation: Evaluation;
  record: ScoreRecord;
}

/** Scores the prompt on the open part. */
export const evaluateRequest = request<z.infer<typeof evaluateParams>, EvaluateResult>(
  'redline/evaluate',
  evaluateParams,
);

/** What a run may cost at most, stated before the first call. */
export interface CostEstimate {
  method: string;
  model: string;
  optimizerModel: string | null;
  /** Calls to the model under test: search, then what is kept back for final scores and effects. */
  searchCalls: number;
  finalCalls: number;
  effectCalls: number;
  optimizerCalls: number;
  /** Ceiling of the whole run, in calls. */
  budgetCalls: number;
  /** Upper bound, `null` where a price is unknown. */
  usd: number | null;
  examples: { train: number; validation: number; test: number };
  smallestDetectableGain: number;
}

const estimateParams = promptParams.extend(methodParams);
export const estimateRequest = request<z.infer<typeof estimateParams>, CostEstimate>(
  'redline/estimate',
  estimateParams,
);

const optimizeParams = operationParams.extend({
  ...methodParams,
  /** What the person replied to earlier explanations. */
  guidance: z.array(z.string()).optional(),
});
export const optimizeRequest = request<z.infer<typeof optimizeParams>, RunResult>(
  'redline/optimize',
  optimizeParams,
);

export interface SubsetScore {
  evaluation: Evaluation;
  /** Against the seed prompt of the run, `null` where one of them is incomplete. */
  comparison: PairedComparison | null;
  record: ScoreRecord;
}

/** Scores the text that decisions have led to, on validation, beside the run's seed prompt. */
const subsetParams = operationParams.extend({ runId: z.string() });
export const scoreSubsetRequest = request<z.infer<typeof subsetParams>, SubsetScore>(
  'redline/scoreSubset',
  subsetParams,
);

/** Measures one hunk again with one more sample per example. */
const measureMoreParams = operationParams.extend({ runId: z.string(), hunkId: z.string() });
export const measureMoreRequest = request<z.infer<typeof measureMoreParams>, Hunk>(
  'redline/measureMore',
  measureMoreParams,
);

export interface MethodDescription {
  name: string;
  title: string;
  description: string;
  needsOptimizerModel: boolean;
}
export const methodsRequest = request<Record<string, never>, MethodDescription[]>(
  'redline/methods',
  z.object({}).strict() as z.ZodType<Record<string, never>>,
);

/** One task of the workspace, for the panel. */
export interface TaskOverview {
  taskFile: string;
  promptPath: string;
  title: string;
  model: string | null;
  rows: { train: number; validation: number; test: number } | null;
  testLooks: number;
  /** Newest last. */
  scores: ScoreRecord[];
  lastRun: RunResult | null;
  problem: string | null;
}
const overviewParams = z.object({ folders: z.array(z.string()) });
export const overviewRequest = request<z.infer<typeof overviewParams>, TaskOverview[]>(
  'redline/overview',
  overviewParams,
);

/** Server → host, while an operation is under way. */
export interface ProgressParams {
  operation: string;
  phase: 'scoring seed prompt' | 'searching' | 'scoring final prompt' | 'measuring effects' | 'evaluating';
  /** Examples (evaluating) or steps (searching) or hunks (measuring). */
  done: number;
  total: number;
  failed: number;
  mean: number | null;
  /** Best score so far by step; grows while searching. */
  history: { step: number; best: number | null; calls: number }[];
  /** One line for a person. */
  message: string;
  cost: Cost;
}
export const progressNotification = 'redline/progress';

/** Server → host: something a person should know that stops nothing. */
export interface WarningParams {
  message: string;
}
export const warningNotification = 'redline/warning';

/** `data` of a failed request's ResponseError, so that the editor can offer the mend. */
export interface ErrorData {
  kind: string;
  file?: string;
  line?: number;
  column?: number;
  mend?: string;
}

/** Host → server over the process's own channel, never over the protocol, which a trace would print. */
export const keyMessage = z.object({ type: z.literal('key'), origin: z.string(), key: z.string() });
export type KeyMessage = z.infer<typeof keyMessage>;
