import path from 'node:path';
import type { Evaluation, PairedComparison } from '../../engine/evaluate/evaluation';
import { NO_COST } from '../../engine/model/cost';
import type { PartScores, RunResult } from '../../engine/run/runResult';
import type {
  PanelComparison,
  PanelLastRun,
  PanelRunning,
  PanelState,
  PanelTask,
} from '../../panel/protocol';
import { promptStem, taskStem } from '../../engine/task/taskPaths';
import type { ProgressParams, TaskOverview } from '../../server/protocol';
import { methodTitle } from '../review/presentation/rationaleText';
import { listCandidates } from './candidates';
import { listFailures, shownEvaluation } from './failures';
import { pickScores } from './pickScores';

/** An evaluation, a run or another operation that the person has started. */
export interface RunningOperation {
  operation: string;
  taskFile: string;
  kind: PanelRunning['kind'];
  /** What the server last said, `null` until it says something. */
  progress: ProgressParams | null;
}

/** Everything that the panel's state is made of. Paths are file-system paths, as `TaskOverview` has them. */
export interface PanelInputs {
  overviews: readonly TaskOverview[];
  workspaceFolders: readonly string[];
  /** Path of the document in the active editor. */
  activePath: string | null;
  /** Prompt path → SHA-256 of the text as the editor holds it, or else as the file does. */
  textHashes: ReadonlyMap<string, string>;
  /** Task file → the newest evaluation of this session. */
  evaluations: ReadonlyMap<string, Evaluation>;
  /** Prompt path → hunks of its review that wait for a decision; absent where no review is open. */
  openHunks: ReadonlyMap<string, number>;
  running: readonly RunningOperation[];
}

/** The panel's state; depends on its inputs alone. */
export function buildPanelState(inputs: PanelInputs): PanelState {
  return {
    tasks: inputs.overviews.map((overview) => buildTask(overview, inputs)),
    activeTask: findActiveTask(inputs),
    running: inputs.running.map(buildRunning),
  };
}

/** The task of the active prompt or the active task file. A prompt of several in one file has the path `FILE#ID`. */
function findActiveTask({ overviews, activePath }: PanelInputs): string | null {
  if (activePath === null) return null;
  const active = overviews.find(
    ({ promptPath, taskFile }) =>
      promptPath === activePath || promptPath.startsWith(`${activePath}#`) || taskFile === activePath,
  );
  return (active ?? overviews.find((overview) => isUnreadTaskOf(overview, activePath)))?.taskFile ?? null;
}

/** A task that can't be read doesn't say what its prompt is; then the stem does, so that its problem is seen. */
function isUnreadTaskOf({ promptPath, taskFile }: TaskOverview, activePath: string): boolean {
  const beside = path.dirname(taskFile) === path.dirname(activePath);
  return promptPath === '' && beside && taskStem(taskFile) === promptStem(activePath);
}

function buildTask(overview: TaskOverview, inputs: PanelInputs): PanelTask {
  const { taskFile, promptPath, title, model, rows, testLooks, lastRun, problem } = overview;
  const hash = inputs.textHashes.get(promptPath) ?? null;
  const evaluation = shownEvaluation(inputs.evaluations.get(taskFile) ?? null, lastRun, hash);
  return {
    ...{ taskFile, title, model, rows, testLooks },
    problem: problem && withoutFolders(inputs.workspaceFolders, problem),
    promptPath: relativeTo(inputs.workspaceFolders, promptPath),
    ...pickScores(overview, hash),
    lastRun:
      lastRun && buildLastRun(lastRun, countOpenHunks(lastRun, hash, inputs.openHunks.get(promptPath))),
    ...listFailures(evaluation),
    failingIsEarlier: evaluation !== null && evaluation.promptSha256 !== hash,
  };
}

/** The path below the workspace folder that holds it, with forward slashes; outside of all, the path itself. */
function relativeTo(folders: readonly string[], file: string): string {
  if (file === '') return '';
  const inside = folders
    .map((folder) => path.relative(folder, file))
    .filter((relative) => relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative));
  const shortest = inside.sort((a, b) => a.length - b.length)[0];
  return (shortest ?? file).split(path.sep).join('/');
}

/** A path in full is longer than the panel is wide. */
function withoutFolders(folders: readonly string[], text: string): string {
  return folders.reduce((shorter, folder) => shorter.replaceAll(`${folder}${path.sep}`, ''), text);
}

/** Without a review, all hunks of the run are open while the text is still its seed prompt, and none afterwards. */
function countOpenHunks(run: RunResult, hash: string | null, inReview: number | undefined): number {
  if (inReview !== undefined) return inReview;
  return hash === run.validation.seed.promptSha256 ? run.hunks.length : 0;
}

function buildLastRun(run: RunResult, openHunks: number): PanelLastRun {
  const { runId, method, seed, finishedAt, standing, improved, smallestDetectableGain } = run;
  return {
    ...{
      runId,
      method: methodTitle(method),
      seed,
      finishedAt,
      standing,
      improved,
      smallestDetectableGain,
      openHunks,
    },
    changed: run.finalPrompt !== run.seedPrompt,
    validation: buildComparison(run.validation),
    test: run.test && buildComparison(run.test),
    worseGuards: run.guards.filter(({ verdict }) => verdict === 'worse').map(({ name }) => name),
    history: run.history,
    candidates: listCandidates(run),
    cost: run.cost,
    stopped: run.stopped,
  };
}

function buildComparison({ seed, final, comparison }: PartScores): PanelComparison {
  const { difference, ci, n, reliable }: PairedComparison = comparison;
  return { seed: seed.mean, final: final.mean, difference, ci, n, reliable };
}

function buildRunning({ operation, taskFile, kind, progress }: RunningOperation): PanelRunning {
  return {
    ...{ operation, taskFile, kind },
    phase: progress?.phase ?? 'starting',
    message: progress?.message ?? '',
    unit: progress?.unit ?? 'examples',
    done: progress?.done ?? 0,
    total: progress?.total ?? 0,
    failed: progress?.failed ?? 0,
    mean: progress?.mean ?? null,
    history: progress?.history ?? [],
    cost: progress?.cost ?? NO_COST,
  };
}
