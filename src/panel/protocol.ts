import type { Cost } from '../engine/model/cost';
import type { Standing } from '../engine/run/runResult';
import type { Score } from '../engine/run/scores';

/** Everything the panel draws; the host posts a whole new state on each change. Text in it is untrusted. */
export interface PanelState {
  tasks: PanelTask[];
  /** `taskFile` of the task whose prompt is in the active editor. */
  activeTask: string | null;
  /** Operations under way; each is shown in its task's section. */
  running: PanelRunning[];
}

export interface PanelTask {
  taskFile: string;
  title: string;
  /** Workspace-relative, for showing. */
  promptPath: string;
  model: string | null;
  rows: { train: number; validation: number; test: number } | null;
  testLooks: number;
  /** What baseline, best and current are measured on: validation, or the open part where a task has no validation part. */
  scoredPart: 'validation' | 'open';
  /** All on `scoredPart`, so that they can be compared. */
  baseline: Score | null;
  best: Score | null;
  /** Of the text as it is in the editor now; `null` while it has not been measured. */
  current: Score | null;
  lastRun: PanelLastRun | null;
  failing: PanelFailure[];
  /** How many more failing examples there are than `failing` lists. */
  moreFailing: number;
  /** True when the failing examples are of an earlier text than the editor's. */
  failingIsEarlier: boolean;
  problem: string | null;
}

export interface PanelLastRun {
  runId: string;
  method: string;
  seed: number;
  finishedAt: string;
  standing: Standing;
  improved: boolean | null;
  /** Of the judged part (test, else validation); `null` where no gain at all could have shown. */
  smallestDetectableGain: number | null;
  /** Names of the guards that got worse. */
  worseGuards: string[];
  /** False when no candidate took the place of the seed prompt. */
  changed: boolean;
  /** Final prompt against seed prompt, on all of validation. */
  validation: PanelComparison;
  /** The same on the sealed test part, `null` where the task has none. */
  test: PanelComparison | null;
  history: { step: number; best: number | null; calls: number }[];
  candidates: PanelCandidate[];
  openHunks: number;
  cost: Cost;
  stopped: 'budget' | 'cancelled' | null;
}

/** Two prompts on the same examples, in score units (0 to 1). */
export interface PanelComparison {
  seed: number | null;
  final: number | null;
  difference: number;
  /** 95 % interval of `difference`. */
  ci: [number, number];
  n: number;
  /** False when too few examples stand behind the interval. */
  reliable: boolean;
}

export interface PanelCandidate {
  id: string;
  step: number;
  /** First changed words, for telling candidates apart. */
  label: string;
  score: number | null;
  scoredOn: number;
  difference: number | null;
  ci: [number, number] | null;
  standing: Standing;
}

export interface PanelFailure {
  exampleId: string;
  row: number;
  status: 'ok' | 'error' | 'truncated' | 'refused';
  score: number | null;
  /** Names of the guards that the output broke. */
  brokenGuards: string[];
  /** Why there is no answer, `null` where there is one. */
  error: string | null;
  /** Short forms; the whole stands in the diff that a click opens. */
  output: string;
  target: string;
}

export interface PanelRunning {
  operation: string;
  taskFile: string;
  kind: 'evaluate' | 'optimize' | 'score subset' | 'measure';
  phase: string;
  message: string;
  /** What `done` and `total` count. */
  unit: 'examples' | 'calls' | 'edits';
  done: number;
  total: number;
  /** Examples without an answer so far. */
  failed: number;
  mean: number | null;
  history: { step: number; best: number | null; calls: number }[];
  cost: Cost;
}

/** Host → panel. */
export type ToPanel = { type: 'state'; state: PanelState };

/** Panel → host; validated with zod where it arrives. */
export type FromPanel =
  | { type: 'ready' }
  | { type: 'evaluate'; taskFile: string }
  | { type: 'optimize'; taskFile: string }
  | { type: 'stop'; operation: string }
  | { type: 'openPrompt'; taskFile: string }
  | { type: 'openTask'; taskFile: string }
  | { type: 'openCandidate'; taskFile: string; candidateId: string }
  | { type: 'openExample'; taskFile: string; exampleId: string }
  | { type: 'review'; taskFile: string };
