import type { Cost } from '../engine/model/cost';
import type { Standing } from '../engine/run/runResult';
import type { Score } from '../engine/run/scores';

/** Everything the panel draws; the host posts a whole new state on each change. Text in it is untrusted. */
export interface PanelState {
  tasks: PanelTask[];
  /** `taskFile` of the task whose prompt is in the active editor. */
  activeTask: string | null;
  running: PanelRunning | null;
}

export interface PanelTask {
  taskFile: string;
  title: string;
  /** Workspace-relative, for showing. */
  promptPath: string;
  model: string | null;
  rows: { train: number; validation: number; test: number } | null;
  testLooks: number;
  /** All on validation, so that they can be compared. */
  baseline: Score | null;
  best: Score | null;
  /** Of the text as it is in the editor now; `null` while it has not been measured. */
  current: Score | null;
  lastRun: PanelLastRun | null;
  failing: PanelFailure[];
  /** How many more failing examples there are than `failing` lists. */
  moreFailing: number;
  problem: string | null;
}

export interface PanelLastRun {
  runId: string;
  method: string;
  seed: number;
  finishedAt: string;
  standing: Standing;
  improved: boolean | null;
  smallestDetectableGain: number;
  test: { seed: Score; final: Score; difference: number; ci: [number, number] } | null;
  history: { step: number; best: number | null; calls: number }[];
  candidates: PanelCandidate[];
  openHunks: number;
  cost: Cost;
  stopped: 'budget' | 'cancelled' | null;
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
  done: number;
  total: number;
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
