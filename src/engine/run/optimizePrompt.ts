import { messageOf, RedlineError } from '../errors';
import { seedCandidate } from '../optimize/candidate';
import type { Candidate } from '../optimize/proposal';
import { promptSha256 } from '../prompt/promptSha256';
import { reporter, type ActiveRun } from './activeRun';
import { candidateSummaries } from './candidateSummaries';
import { detectableGain } from './estimateRun';
import { guardOutcomes, partScores, withoutRows } from './judge';
import { openModel } from './openModel';
import { openTask } from './openTask';
import type { RunEnvironment } from './runEnvironment';
import type { RunHooks } from './runEvents';
import { newRunId } from './runId';
import { RunRecord } from './runRecord';
import type { RunResult } from './runResult';
import { setUpRun, type OptimizeRequest } from './runSetup';
import { scorePart } from './scorer';
import { recordOf } from './scoreRecord';
import { addScores } from './scores';
import { lookAtTest, scoreWhole } from './scoringPhase';
import { lineageOf, winnerOf, type SearchOutcome } from './search';
import { searchWithin } from './searchPhase';
import { standingOf } from './standing';
import { suggestHunks } from './suggestHunks';
import { testLooks } from './testLooks';

/**
 * One optimization from end to end: scores the seed prompt, lets a method search, scores its winner on validation
 * and on the sealed test part, and measures each hunk. Leaves its record in `.redline/runs/`.
 *
 * @throws RedlineError (input, provider, budget, cancelled); what was paid for stays in the cache
 */
export async function optimizePrompt(
  request: OptimizeRequest,
  environment: RunEnvironment,
  hooks: RunHooks,
): Promise<RunResult> {
  const startedAt = new Date();
  const opened = await openTask(request, environment);
  const setup = setUpRun(request, opened);
  const { budget, optimizerSpec } = setup;
  const model = await openModel(opened.spec, opened, environment, budget);
  const optimizerModel = optimizerSpec && (await openModel(optimizerSpec, opened, environment, budget));
  const record = await RunRecord.create(opened.folder, newRunId(startedAt));
  const signal = hooks.signal ?? new AbortController().signal;
  const run: ActiveRun = { opened, setup, hooks, signal, model, optimizerModel, record, history: [] };
  try {
    const result = await conclude(run, request.guidance ?? [], startedAt);
    await record.finish(result);
    await keepScores(run, result);
    return result;
  } catch (error) {
    const kind = error instanceof RedlineError ? error.kind : 'internal';
    // Where even that can't be written, why the run failed is the better thing to tell.
    await record.add({ type: 'failed', kind, message: messageOf(error) }).catch(reportTo(environment));
    throw error;
  }
}

function reportTo({ onWarning }: RunEnvironment): (error: unknown) => void {
  return (error) => onWarning(messageOf(error));
}

async function conclude(run: ActiveRun, guidance: readonly string[], startedAt: Date): Promise<RunResult> {
  const { opened, setup, record } = run;
  const { parts, budget, seed, method, budgetCalls } = setup;
  const { prompt, task, source } = opened;
  const sha256 = promptSha256(prompt.text);
  await record.add({
    type: 'started',
    method: method.name,
    seed,
    prompt: record.place(prompt.path),
    task: record.place(task.file),
    promptSha256: sha256,
    model: run.model.label,
    budgetCalls,
  });
  const seedScores = await scoreWhole(
    run,
    'scoring seed prompt',
    prompt.text,
    parts.validation,
    'validation',
  );
  const found = await searchWithin(run, guidance);
  const winner = winnerOf(found);
  const final = winner ?? seedCandidate(prompt);
  const finalScores = await scoreWhole(
    run,
    'scoring final prompt',
    final.text,
    parts.validation,
    'validation',
  );
  const validation = partScores(seedScores, finalScores);
  const test = winner && parts.test.length > 0 ? await lookAtTest(run, final) : null;
  const guards = guardOutcomes(test ?? validation);
  const held = guards.every(({ verdict }) => verdict !== 'worse');
  const judged = standingOf(validation.comparison, test?.comparison ?? null, held);
  const hunks = winner ? await hunksOf(run, winner, found) : [];
  return {
    schemaVersion: 1,
    runId: record.runId,
    method: method.name,
    seed,
    model: run.model.label,
    optimizerModel: run.optimizerModel?.label ?? null,
    promptPath: prompt.path,
    taskFile: task.file,
    startedAt: startedAt.toISOString(),
    finishedAt: new Date().toISOString(),
    base: { sha256, eol: source.eol, bom: source.bom },
    seedPrompt: prompt.text,
    finalPrompt: final.text,
    ...judged,
    smallestDetectableGain: detectableGain(
      { validation: parts.validation.length, test: parts.test.length },
      (test ?? validation).seed.mean!,
    ),
    validation,
    test: test && withoutRows(test),
    testLooks: await testLooks(opened.folder, task.file),
    guards,
    hunks,
    candidates: candidateSummaries(found, final, validation, judged.standing),
    controls: [],
    history: found.history,
    rejected: found.rejected,
    stopped: found.stopped,
    cost: budget.spent,
  };
}

async function hunksOf(run: ActiveRun, winner: Candidate, found: SearchOutcome): Promise<RunResult['hunks']> {
  const { opened, setup, signal, model } = run;
  const { budget, parts } = setup;
  return suggestHunks({
    prompt: opened.prompt,
    chain: lineageOf(seedCandidate(opened.prompt), winner, found.candidates),
    train: parts.train,
    validation: parts.validation,
    samples: opened.task.samples,
    score: (text, examples) => scorePart({ opened, model, budget, signal }, text, examples, 'validation'),
    remainingCalls: () => budget.remaining.calls,
    seed: setup.seed,
    signal,
    onProgress: (done, total) =>
      reporter(
        run,
        'measuring effects',
        'Measuring what each edit does.',
        'edits',
      )({
        done,
        total,
        failed: 0,
        mean: null,
        cost: budget.spent,
      }),
  });
}

async function keepScores({ opened }: ActiveRun, { validation, runId, hunks }: RunResult): Promise<void> {
  const { folder, task } = opened;
  const records = [recordOf(validation.seed, task.examples, 'seed', runId)];
  if (hunks.length > 0) records.push(recordOf(validation.final, task.examples, 'final', runId));
  await addScores(folder, task.file, records);
}
