import type { BudgetLimits } from '../model/budget';
import type { OptimizerContext } from '../optimize/optimizer';
import type { ActiveRun } from './activeRun';
import { scorePart } from './scorer';
import { search, type SearchOutcome } from './search';
import { createSearchLedger } from './searchLedger';

/** The search gets what final scores and effects don't need; those are set aside while it runs. */
export async function searchWithin(run: ActiveRun, guidance: readonly string[]): Promise<SearchOutcome> {
  const { opened, setup, record, signal, hooks } = run;
  const { budget, parts, method, options, seed } = setup;
  const ledger = createSearchLedger(setup.plan.searchCalls, opened.task.samples);
  const kept = budget.setAside(keptForLater(run));
  const calls = { before: budget.spent.calls, total: budget.remaining.calls };
  const progress = { summary: 'Looking at what the seed prompt gets wrong.' };
  const onProgress = () =>
    hooks.onProgress?.({
      phase: 'searching',
      unit: 'calls',
      done: budget.spent.calls - calls.before,
      total: calls.total,
      failed: 0,
      mean: run.history.at(-1)?.best ?? null,
      history: run.history,
      message: progress.summary,
      cost: budget.spent,
    });
  try {
    const context: OptimizerContext = {
      prompt: opened.prompt,
      task: opened.task,
      train: parts.train,
      validation: parts.validation,
      score: ledger.scoring((text, examples) =>
        scorePart({ opened, model: run.model, budget, signal, onProgress }, text, examples, 'train'),
      ),
      metric: opened.metric,
      ...(run.optimizerModel ? { optimizerModel: ledger.asking(run.optimizerModel) } : {}),
      // Calls that failed may have left less.
      remainingCalls: () => Math.min(ledger.remaining(), budget.remaining.calls),
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
        progress.summary = step.summary;
        await record.add({
          type: 'step',
          step: step.step,
          summary: step.summary,
          candidates: step.candidates.map(({ id }) => id),
          best: step.best.id,
          score: step.best.score,
        });
        onProgress();
      },
    );
  } finally {
    kept.release();
  }
}

/**
 * What final scores and effects get: their calls, and the same share of the tokens and the money that are left. The
 * seed prompt's validation scores are already paid.
 */
function keptForLater({ setup: { budget, plan, parts }, opened }: ActiveRun): BudgetLimits {
  const { remaining } = budget;
  const wanted = plan.finalCalls - parts.validation.length * opened.task.samples + plan.effectCalls;
  const calls = Math.min(wanted, remaining.calls);
  const share = calls / remaining.calls;
  return {
    calls,
    ...(Number.isFinite(remaining.tokens) ? { tokens: Math.floor(remaining.tokens * share) } : {}),
    ...(Number.isFinite(remaining.usd) ? { usd: remaining.usd * share } : {}),
  };
}
