import type { z } from 'zod';
import type { Evaluation } from '../evaluate/evaluation';
import type { Metric } from '../metric/metric';
import type { ChatModel } from '../model/chatModel';
import type { PromptFile } from '../prompt/promptFile';
import type { Example, Task } from '../task/task';
import type { Candidate } from './proposal';

/** One step of a run, as the panel's chart shows it. */
export interface OptimizerStep {
  step: number;
  /** Steps planned, for progress. */
  of: number;
  /** What was done, one line for a person. */
  summary: string;
  /** Everything proposed in this step. */
  candidates: Candidate[];
  /** The best candidate so far (the seed prompt counts). */
  best: Candidate;
  /** Proposals thrown away before a call was paid for them, with the reason. */
  rejected: { reason: string }[];
}

/** Scores a prompt text on examples; answers already paid for are reused. */
export type ScorePrompt = (text: string, examples: readonly Example[]) => Promise<Evaluation>;

export interface OptimizerContext {
  prompt: PromptFile;
  task: Task;
  train: readonly Example[];
  validation: readonly Example[];
  score: ScorePrompt;
  /** The task's metrics as one, for methods that look at answers. */
  metric: Metric;
  /** The model that writes critiques; methods with `needsOptimizerModel` may rely on it. */
  optimizerModel?: ChatModel;
  /** Task calls that the search may still use; final scoring and effects are reserved outside of it. */
  remainingCalls(): number;
  seed: number;
  /** What the person answered to earlier explanations, newest last. */
  guidance: string[];
  options: Record<string, unknown>;
  signal: AbortSignal;
}

export type MethodFamily = 'white-box' | 'textual gradients' | 'search' | 'rules' | 'control';

/** A method. It yields steps and stops when told; nothing but steps leaves it. */
export interface Optimizer {
  name: string;
  title: string;
  family: MethodFamily;
  /** One sentence for the quick pick. */
  description: string;
  needsOptimizerModel: boolean;
  /** What `optimizer.options` may hold for this method; unknown options are errors. */
  optionsSchema: z.ZodType;
  /** Calls that a whole run would make, so that the cost is stated first. */
  estimateCalls(context: EstimateContext): { task: number; optimizer: number };
  run(context: OptimizerContext): AsyncIterable<OptimizerStep>;
}

export interface EstimateContext {
  train: number;
  validation: number;
  samples: number;
  /** Calls that the search may use at most. */
  budgetCalls: number;
  options: Record<string, unknown>;
}
