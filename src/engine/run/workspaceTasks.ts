import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { glob } from 'tinyglobby';
import { messageOf, RedlineError } from '../errors';
import { isTaskFile } from '../task/findTask';
import { loadTask } from '../task/loadTask';
import { modelLabel } from '../model/modelLabel';
import { rowCounts, type RowCounts } from './describePrompt';
import { openRedlineFolder } from './redlineFolder';
import type { RunEnvironment } from './runEnvironment';
import { latestRun } from './runRecord';
import type { RunResult } from './runResult';
import { readScores, type ScoreRecord } from './scores';
import { testLooks } from './testLooks';

/** One task of a workspace, for the panel. */
export interface TaskOverview {
  taskFile: string;
  promptPath: string;
  title: string;
  model: string | null;
  rows: RowCounts | null;
  testLooks: number;
  /** Newest last. */
  scores: ScoreRecord[];
  lastRun: RunResult | null;
  /** Why the task can't be used. */
  problem: string | null;
}

/** Folders that hold other people's files. */
const PASSED_OVER = ['**/node_modules/**', '**/.git/**', '**/.redline/**'];

/** Every task below the folders, by path. What is wrong with one is its `problem`; the others still stand. */
export async function findTasks(
  folders: readonly string[],
  environment: RunEnvironment,
): Promise<TaskOverview[]> {
  const files = new Set<string>();
  for (const folder of folders) {
    const found = await glob('**/*.task.yaml', {
      cwd: folder,
      ignore: PASSED_OVER,
      followSymbolicLinks: false,
    });
    for (const file of found) files.add(join(folder, file));
  }
  const overviews = await Promise.all([...files].sort().map((file) => overviewOf(file, environment)));
  return overviews.filter((overview) => overview !== null);
}

async function overviewOf(taskFile: string, environment: RunEnvironment): Promise<TaskOverview | null> {
  const title = basename(taskFile).replace(/\.task\.yaml$/, '');
  const nothing = {
    taskFile,
    title,
    promptPath: '',
    model: null,
    rows: null,
    testLooks: 0,
    scores: [],
    lastRun: null,
  };
  try {
    if (!isTaskFile(await readFile(taskFile, 'utf8'))) return null;
    const task = await loadTask(taskFile);
    const folder = await openRedlineFolder(taskFile, environment.fallbackFolder);
    return {
      taskFile,
      title,
      promptPath: task.promptPath,
      model: modelLabel(task.models[0]!),
      rows: rowCounts(task),
      testLooks: await testLooks(folder, taskFile),
      scores: await readScores(folder, taskFile),
      lastRun: await latestRun(folder, (run) => run.taskFile === taskFile, environment.onWarning),
      problem: null,
    };
  } catch (error) {
    if (error instanceof RedlineError) return { ...nothing, problem: error.what };
    return { ...nothing, problem: messageOf(error) };
  }
}
