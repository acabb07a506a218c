import { appendFile, mkdir, readdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { RedlineError } from '../errors';
import { inTurn, notWritten, readJsonFile, writeJsonFile } from './jsonFile';
import type { RedlineFolder } from './redlineFolder';
import { isRunId } from './runId';
import type { RunResult } from './runResult';
import { runResultSchema } from './runResultSchema';

/** One line of a run's journal. */
export type RunEvent =
  | {
      type: 'started';
      method: string;
      seed: number;
      /** Paths relative to the folder that holds `.redline`. */
      prompt: string;
      task: string;
      promptSha256: string;
      model: string;
      budgetCalls: number;
    }
  | { type: 'step'; step: number; summary: string; candidates: string[]; best: string; score: number | null }
  | { type: 'finished'; standing: string; hunks: number }
  | { type: 'failed'; kind: string; message: string };

/** Writes what a run leaves behind: `.redline/runs/ID/journal.jsonl` as it goes, `result.json` at its end. */
export class RunRecord {
  private constructor(
    readonly runId: string,
    private readonly folder: RedlineFolder,
    private readonly path: string,
  ) {}

  /** Makes the folder of a new run. */
  static async create(folder: RedlineFolder, runId: string): Promise<RunRecord> {
    const path = join(folder.runs, runId);
    await mkdir(path, { recursive: true });
    return new RunRecord(runId, folder, path);
  }

  /**
   * Appends one line to the journal, with the time. The folder may have been cleaned away while the run went on: it is
   * made again, as what the run has paid for is worth more than the lines that are gone.
   *
   * @throws RedlineError (input) when it can't be written
   */
  async add(event: RunEvent): Promise<void> {
    const line = JSON.stringify({ at: new Date().toISOString(), ...event });
    const path = join(this.path, 'journal.jsonl');
    try {
      await mkdir(this.path, { recursive: true });
      await appendFile(path, `${line}\n`);
    } catch (error) {
      throw notWritten(path, error);
    }
  }

  /** A path as records keep it, so that a workspace can be moved: relative to the folder that holds `.redline`. */
  place(path: string): string {
    return relative(dirname(this.folder.path), path);
  }

  /** Writes the outcome, then the line that says it is there: without that line, the run counts as unfinished. */
  async finish(result: RunResult): Promise<void> {
    await writeResult(this.folder, result);
    await this.add({ type: 'finished', standing: result.standing, hunks: result.hunks.length });
  }
}

/**
 * The result of a finished run.
 *
 * @throws RedlineError (input) when there is no such run, or its record can't be used.
 */
export async function readRun(folder: RedlineFolder, runId: string): Promise<RunResult> {
  const result = isRunId(runId) ? await readResult(folder, runId) : null;
  if (result) return result;
  throw new RedlineError(
    'input',
    `There is no finished run “${runId}”.`,
    { file: folder.runs },
    'See `redline runs`.',
  );
}

/**
 * Changes the record of a finished run, one change after the other: edits may be measured further side by side.
 *
 * @throws RedlineError (input) when there is no such run, or its record can't be used.
 */
export function updateRun(
  folder: RedlineFolder,
  runId: string,
  change: (run: RunResult) => RunResult,
): Promise<void> {
  return inTurn(resultPath(folder, runId), async () =>
    writeResult(folder, change(await readRun(folder, runId))),
  );
}

async function writeResult(folder: RedlineFolder, result: RunResult): Promise<void> {
  const root = dirname(folder.path);
  await writeJsonFile(resultPath(folder, result.runId), {
    ...result,
    promptPath: relative(root, result.promptPath),
    taskFile: relative(root, result.taskFile),
  });
}

/** Paths are kept relative to the folder that holds `.redline`, so that a workspace can be moved. */
async function readResult(folder: RedlineFolder, runId: string): Promise<RunResult | null> {
  const root = dirname(folder.path);
  const kept = await readJsonFile(resultPath(folder, runId), runResultSchema);
  return kept && { ...kept, promptPath: join(root, kept.promptPath), taskFile: join(root, kept.taskFile) };
}

/** Ids of all runs, oldest first; unfinished ones too. */
export async function listRunIds(folder: RedlineFolder): Promise<string[]> {
  const names = await readdir(folder.runs).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names.filter(isRunId).sort();
}

/** The newest finished run that fits; a record that can't be used is passed over with a warning. */
export async function latestRun(
  folder: RedlineFolder,
  fits: (result: RunResult) => boolean,
  onWarning: (message: string) => void,
): Promise<RunResult | null> {
  for (const runId of (await listRunIds(folder)).reverse()) {
    try {
      const result = await readResult(folder, runId);
      if (result && fits(result)) return result;
    } catch (error) {
      onWarning(error instanceof Error ? error.message : String(error));
    }
  }
  return null;
}

function resultPath(folder: RedlineFolder, runId: string): string {
  return join(folder.runs, runId, 'result.json');
}
