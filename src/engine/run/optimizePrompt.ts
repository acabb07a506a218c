import { createHash } from 'node:crypto';
import { messageOf, RedlineError } from '../errors';
import type { Evaluation, EvaluationProgress } from '../evaluate/evaluation';
import type { ChatModel } from '../model/chatModel';
import { seedCandidate } from '../optimize/candidate';
import type { OptimizerContext } from '../optimize/optimizer';
import type { Candidate } from '../optimize/proposal';
import type { Example } from '../task/task';
import { candidateSummaries } from './candidateSummaries';
import { detectableGain } from './estimateRun';
import { guardOutcomes, partScores } from './judge';
import { openModel } from './openModel';
import { openTask, type OpenedTask } from './openTask';
import type { RunEnvironment } from './runEnvironment';
import type { HistoryPoint, RunHooks, RunPhase } from './runEvents';
import { newRunId } from './runId';
import { RunRecord } from './runRecord';
import type { PartScores, RunResult } from './runResult';
import { setUpRun, type OptimizeRequest, type RunSetup } from './runSetup';
import { scorePart } from './scorer';
import { recordOf } from './scoreRecord';
import { addScores } from './scores';
import { lineageOf, search, winnerOf, type SearchOutcome } from './search';
import { standingOf } from './standing';
import { suggestHunks } from './suggestHunks';
import { countTestLook, testLooks } from './testLooks';

/** One run under way: what its phases share. */
interface Run {
  opened: OpenedTask;
  setup: RunSetup;
  hooks: RunHooks;
  signal: AbortSignal;
  model: ChatModel;
  optimizerModel: ChatModel | undefined;
  record: RunRecord;
  history: HistoryPoint[];
}

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
  const record = await RunRecord.create(opened.folder, newRunId(startedAt));
  const run: Run = {
    opened,
    setup,
    hooks,
    signal: hooks.signal ?? new AbortController().signal,
    model: await openModel(opened.spec, opened, environment, budget),
    optimizerModel: optimizerSpec && (await openModel(optimizerSpec, opened, environment, budget)),
    record,
    history: [],
  };
  try {
    const result = await conclude(run, request.guidance ?? [], startedAt);
    await record.finish(result);
    await keepScores(run, result);
    return result;
  } catch (error) {
    const kind = error instanceof RedlineError ? error.kind : 'internal';
    await record.add({ type: 'failed', kind, message: messageOf(error) });
    throw error;
  }
}

async function conclude(run: Run, guidance: readonly string[], startedAt: Date): Promise<RunResult> {
  const { opened, setup, record } = run;
  const { parts, budget, seed, method, budgetCalls } = setup;
  const { prompt, task, source } = opened;
  const promptSha256 = createHash('sha256').update(prompt.text).digest('hex');
  await record.add({
    type: 'started',
    method: method.name,
    seed,
    prompt: record.place(prompt.path),
    task: record.place(task.file),
    promptSha256,
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
    base: { sha256: promptSha256, eol: source.eol, bom: source.bom },
    seedPrompt: prompt.text,
    finalPrompt: final.text,
    ...standingOf(validation.comparison, test?.comparison ?? null, held),
    smallestDetectableGain: detectableGain(
      { validation: parts.validation.length, test: parts.test.length },
      (test ?? validation).seed.mean!,
    ),
    validation,
    test,
    testLooks: await testLooks(opened.folder, task.file),
    guards,
    hunks,
    candidates: candidateSummaries(found, final, validation, test, held),
    controls: [],
    history: found.history,
    rejected: found.rejected,
    stopped: found.stopped,
    cost: budget.spent,
  };
}

/** The search gets what final scores and effects don't need; those are set aside while it runs. */
async function searchWithin(run: Run, guidance: readonly string[]): Promise<SearchOutcome> {
  const { opened, setup, record, signal } = run;
  const { budget, plan, parts, method, options, seed } = setup;
  const kept = budget.setAside(Math.min(plan.effectCalls + remainingFinalCalls(run), budget.remaining.calls));
  try {
    const context: OptimizerContext = {
      prompt: opened.prompt,
      task: opened.task,
      train: parts.train,
      validation: parts.validation,
      score: (text, examples) =>
        scorePart(
          { opened, model: run.model, budget, signal, onProgress: report(run, 'searching', 'Searching.') },
          text,
          examples,
          'train',
        ),
      metric: opened.metric,
      ...(run.optimizerModel ? { optimizerModel: run.optimizerModel } : {}),
      remainingCalls: () => budget.remaining.calls,
      seed,
      guidance: [...guidance],
      options,
      signal,
    };
    return await search(
      method,
      context,
      () => budget.spent.calls,
      async (step, history) => {
        run.history = history;
        await record.add({
          type: 'step',
          step: step.step,
          summary: step.summary,
          candidates: step.candidates.map(({ id }) => id),
          best: step.best.id,
          score: step.best.score,
        });
        report(
          run,
          'searching',
          step.summary,
        )({
          done: step.step,
          total: step.of,
          failed: 0,
          mean: step.best.score,
          cost: budget.spent,
        });
      },
    );
  } finally {
    kept.release();
  }
}

/** Final scoring less the seed prompt's validation scores, which the search comes after. */
function remainingFinalCalls({ setup: { plan, parts }, opened }: Run): number {
  return plan.finalCalls - parts.validation.length * opened.task.samples;
}

async function lookAtTest(run: Run, final: Candidate): Promise<PartScores> {
  const { opened, setup } = run;
  await countTestLook(opened.folder, opened.task.file);
  const seedScores = await scoreWhole(
    run,
    'scoring final prompt',
    opened.prompt.text,
    setup.parts.test,
    'test',
  );
  const finalScores = await scoreWhole(run, 'scoring final prompt', final.text, setup.parts.test, 'test');
  return partScores(seedScores, finalScores);
}

/** @throws RedlineError (provider) when an example stays without an answer: a run can't conclude on part of them. */
async function scoreWhole(
  run: Run,
  phase: RunPhase,
  text: string,
  examples: readonly Example[],
  split: 'validation' | 'test',
): Promise<Evaluation> {
  const { opened, model, signal, setup } = run;
  const message = `${phase === 'scoring seed prompt' ? 'Seed' : 'Seed and final'} prompt on the ${split} part.`;
  const evaluation = await scorePart(
    { opened, model, budget: setup.budget, signal, onProgress: report(run, phase, message) },
    text,
    examples,
    split,
  );
  const missing = evaluation.examples.find(({ score }) => score === null);
  if (!missing) return evaluation;
  throw new RedlineError(
    'provider',
    `${evaluation.failed} of ${evaluation.n} ${split} examples have no answer (row ${missing.row}: ${missing.error ?? missing.status}).`,
    { file: opened.task.file },
    'Run it again: answers that were paid for are kept, only the missing ones are asked for.',
  );
}

async function hunksOf(run: Run, winner: Candidate, found: SearchOutcome): Promise<RunResult['hunks']> {
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
      report(
        run,
        'measuring effects',
        'Measuring what each edit does.',
      )({
        done,
        total,
        failed: 0,
        mean: null,
        cost: budget.spent,
      }),
  });
}

function report(run: Run, phase: RunPhase, message: string): (progress: EvaluationProgress) => void {
  return (progress) =>
    run.hooks.onProgress?.({
      ...progress,
      phase,
      message,
      history: run.history,
      // Of the whole run, where the evaluation counts its own.
      cost: run.setup.budget.spent,
    });
}

async function keepScores({ opened }: Run, { validation, runId, hunks }: RunResult): Promise<void> {
  const { folder, task } = opened;
  const records = [recordOf(validation.seed, task.examples, 'seed', runId)];
  if (hunks.length > 0) records.push(recordOf(validation.final, task.examples, 'final', runId));
  await addScores(folder, task.file, records);
}
