import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Cost } from '../model/cost';
import type { RedlineFolder } from './redlineFolder';
import { listRunIds, readRun } from './runRecord';
import type { PartScores, Standing } from './runResult';

/** Mean scores of the seed and the final prompt on one part. */
export interface ScorePair {
  seed: number | null;
  final: number | null;
}

/** One run as a list shows it; what its record doesn't say is `null`. */
export interface RunSummary {
  runId: string;
  /** `unfinished`: still going, or ended without a word. */
  state: 'finished' | 'failed' | 'unfinished';
  /** ISO 8601. */
  startedAt: string | null;
  promptPath: string | null;
  taskFile: string | null;
  method: string | null;
  seed: number | null;
  model: string | null;
  standing: Standing | null;
  improved: boolean | null;
  validation: ScorePair | null;
  test: ScorePair | null;
  /** Suggested edits. */
  hunks: number | null;
  cost: Cost | null;
  /** Why the run failed. */
  failure: string | null;
}

/** Every run in a `.redline` folder, oldest first. A record that can't be used is passed over with a warning. */
export async function listRuns(
  folder: RedlineFolder,
  onWarning: (message: string) => void,
): Promise<RunSummary[]> {
  const summaries: RunSummary[] = [];
  for (const runId of await listRunIds(folder)) {
    try {
      const events = await readJournal(folder, runId);
      const finished = events.some(({ type }) => type === 'finished');
      summaries.push(
        finished ? await summaryOfResult(folder, runId) : summaryOfJournal(folder, runId, events),
      );
    } catch (error) {
      onWarning(error instanceof Error ? error.message : String(error));
    }
  }
  return summaries;
}

async function summaryOfResult(folder: RedlineFolder, runId: string): Promise<RunSummary> {
  const run = await readRun(folder, runId);
  const { startedAt, promptPath, taskFile, method, seed, model, standing, improved, cost } = run;
  return {
    runId,
    state: 'finished',
    startedAt,
    promptPath,
    taskFile,
    method,
    seed,
    model,
    standing,
    improved,
    validation: pairOf(run.validation),
    test: run.test && pairOf(run.test),
    hunks: run.hunks.length,
    cost,
    failure: null,
  };
}

function pairOf({ seed, final }: PartScores): ScorePair {
  return { seed: seed.mean, final: final.mean };
}

/** The lines that a list needs; others are passed over. What stands in `.redline` is untrusted. */
const journalLine = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('started'),
    at: z.string(),
    method: z.string(),
    seed: z.number(),
    prompt: z.string().optional(),
    task: z.string().optional(),
    model: z.string(),
  }),
  z.object({ type: z.literal('finished'), at: z.string() }),
  z.object({ type: z.literal('failed'), at: z.string(), message: z.string() }),
]);

type JournalLine = z.infer<typeof journalLine>;

function summaryOfJournal(folder: RedlineFolder, runId: string, events: readonly JournalLine[]): RunSummary {
  const root = dirname(folder.path);
  const started = events.find((event) => event.type === 'started');
  const failed = events.find((event) => event.type === 'failed');
  return {
    runId,
    state: failed ? 'failed' : 'unfinished',
    startedAt: started?.at ?? null,
    promptPath: started?.prompt === undefined ? null : join(root, started.prompt),
    taskFile: started?.task === undefined ? null : join(root, started.task),
    method: started?.method ?? null,
    seed: started?.seed ?? null,
    model: started?.model ?? null,
    standing: null,
    improved: null,
    validation: null,
    test: null,
    hunks: null,
    cost: null,
    failure: failed?.message ?? null,
  };
}

/** The last line of a run that was killed may be half a line: it is passed over too. */
async function readJournal(folder: RedlineFolder, runId: string): Promise<JournalLine[]> {
  const path = join(folder.runs, runId, 'journal.jsonl');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text.split('\n').flatMap((line) => {
    const parsed = journalLine.safeParse(jsonOrNull(line));
    return parsed.success ? [parsed.data] : [];
  });
}

function jsonOrNull(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
