import { z } from 'zod';
import type { Hunk } from '../engine/edit/hunk';
import type { Evaluation } from '../engine/evaluate/evaluation';
import type { PromptDescription } from '../engine/run/describePrompt';
import type { RunEstimate } from '../engine/run/estimateRun';
import type { RunProgress } from '../engine/run/runEvents';
import type { RunResult } from '../engine/run/runResult';
import type { ScoreRecord } from '../engine/run/scores';
import type { SubsetScore } from '../engine/run/scoreSubset';
import type { TaskOverview } from '../engine/run/workspaceTasks';

export type { PromptDescription, SubsetScore, TaskOverview };

/**
 * Messages between the extension host and the server, beyond the language server protocol's own.
 * Parameters are validated with zod where they arrive (`server/handlers.ts`), unknown ones refused. Paths are file-system paths;
 * `text` is the document as the editor holds it (unsaved changes included), without BOM, line ends as `\n`.
 */
export interface RequestDefinition<Params, Result> {
  method: string;
  params: z.ZodType<Params>;
  /** Carries the result's type only. */
  result?: Result;
}

function request<Params, Result>(
  method: string,
  params: z.ZodType<Params>,
): RequestDefinition<Params, Result> {
  return { method, params };
}

const promptParams = z.strictObject({
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

/** What a run may cost at most, with the names of the models that it asks. */
export interface CostEstimate extends RunEstimate {
  model: string;
  optimizerModel: string | null;
  /** The random seed that the run takes. */
  seed: number;
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
  z.strictObject({}),
);

const exampleInputsParams = z.strictObject({ taskFile: z.string(), exampleId: z.string() });
/** Template variable → value of one open example; `null` for one that isn't there or is in the sealed test part. */
export const exampleInputsRequest = request<
  z.infer<typeof exampleInputsParams>,
  Record<string, unknown> | null
>('redline/exampleInputs', exampleInputsParams);

const overviewParams = z.strictObject({ folders: z.array(z.string()) });
export const overviewRequest = request<z.infer<typeof overviewParams>, TaskOverview[]>(
  'redline/overview',
  overviewParams,
);

/** Server → host, while an operation is under way. */
export interface ProgressParams extends RunProgress {
  operation: string;
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
  /** What happened, without the place and the mend that the message holds too. */
  what: string;
  file?: string;
  line?: number;
  column?: number;
  mend?: string;
}

/** Host → server over the process's own channel, never over the protocol, which a trace would print. */
export const keyMessage = z.object({ type: z.literal('key'), origin: z.string(), key: z.string() });
export type KeyMessage = z.infer<typeof keyMessage>;
