import { evaluatePrompt } from '../evaluate/evaluatePrompt';
import type { Evaluation } from '../evaluate/evaluation';
import { Budget } from '../model/budget';
import { chatParameters } from '../model/parameters';
import { requireExamples } from '../task/split';
import type { SplitName } from '../task/task';
import { openModel } from './openModel';
import { openTask, type OpenedTask, type PromptRequest } from './openTask';
import type { RunEnvironment } from './runEnvironment';
import type { RunHooks } from './runEvents';
import { recordOf } from './scoreRecord';
import { addScores, type ScoreRecord } from './scores';
import { countTestLook } from './testLooks';

export interface TaskEvaluation {
  opened: OpenedTask;
  evaluation: Evaluation;
  record: ScoreRecord;
}

/**
 * Scores a prompt on one part of its task (`open` for a plain evaluation) and keeps the score. Asking for test rows
 * counts as a look at the sealed part.
 *
 * @throws RedlineError what opening, the model and the evaluation throw.
 */
export async function evaluateTask(
  request: PromptRequest & { split?: SplitName },
  environment: RunEnvironment,
  hooks: RunHooks,
): Promise<TaskEvaluation> {
  const opened = await openTask(request, environment);
  const { task, prompt, folder } = opened;
  const split = request.split ?? 'open';
  const examples = requireExamples(task, split);
  const budget = new Budget({});
  const model = await openModel(opened.spec, opened, environment, budget);
  if (split === 'test' || split === 'all') await countTestLook(folder, task.file);
  const evaluation = await evaluatePrompt({
    prompt,
    examples,
    split,
    metrics: opened.metrics,
    guards: opened.guards,
    model,
    parameters: chatParameters(opened.spec),
    samples: task.samples,
    cost: () => budget.spent,
    ...(hooks.signal ? { signal: hooks.signal } : {}),
    onProgress: (progress) =>
      hooks.onProgress?.({
        ...progress,
        phase: 'evaluating',
        unit: 'examples',
        history: [],
        message: `Scoring ${progress.total} examples with ${model.label}.`,
      }),
  });
  const record = recordOf(evaluation, task.examples, 'evaluation', null);
  if (evaluation.complete && (record.open || record.validation)) await addScores(folder, task.file, [record]);
  return { opened, evaluation, record };
}
