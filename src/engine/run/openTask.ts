import { readFile } from 'node:fs/promises';
import { messageOf, RedlineError } from '../errors';
import { createGuards } from '../metric/guardRegistry';
import type { Guard } from '../metric/guard';
import { combineMetrics, type CombinedMetric, type WeightedMetric } from '../metric/combineMetrics';
import { createMetric } from '../metric/metricRegistry';
import type { ModelSpec } from '../model/modelSpec';
import { parsePrompt } from '../prompt/parsePrompt';
import type { PromptFile } from '../prompt/promptFile';
import { readSourceText, type SourceText } from '../prompt/sourceText';
import { findTaskFor } from '../task/findTask';
import { loadTask } from '../task/loadTask';
import { lineColumnAt } from '../prompt/lineColumn';
import { isNotFound } from '../task/readTextFile';
import { checkPromptAgainstTask, type PromptTaskProblem } from '../task/promptTaskProblems';
import type { Task } from '../task/task';
import { openRedlineFolder, type RedlineFolder } from './redlineFolder';
import type { RunEnvironment } from './runEnvironment';

/** What names a prompt and its task. */
export interface PromptRequest {
  promptPath: string;
  /** The text to use in place of the file's, as an editor holds it: line ends as `\n`, no BOM. */
  text?: string;
  /** The task, where it isn't the prompt's own. */
  taskFile?: string;
  /** The model under test, in place of the task's own. */
  model?: ModelSpec;
}

/** A prompt and its task, read, checked against each other and ready to be scored. */
export interface OpenedTask {
  task: Task;
  prompt: PromptFile;
  /** The file as it is on disk. */
  source: SourceText;
  /** The model under test. */
  spec: ModelSpec;
  metrics: WeightedMetric[];
  metric: CombinedMetric;
  guards: Guard[];
  folder: RedlineFolder;
  /** What a person should know of prompt and task that stops nothing, one line each with its place. */
  warnings: string[];
}

/**
 * @throws RedlineError (input) for a prompt without a task, and for everything wrong in prompt, task or dataset;
 *   names file, place and mend.
 */
export async function openTask(request: PromptRequest, environment: RunEnvironment): Promise<OpenedTask> {
  const { promptPath } = request;
  const source = await readPromptFile(promptPath);
  const prompt = parsePrompt(promptPath, request.text ?? source.text);
  const problem = prompt.problems.find(({ severity }) => severity === 'error');
  if (problem) throw problemAt(prompt, problem.message, problem.span.start);
  const taskFile = request.taskFile ?? (await findTaskFor(promptPath)) ?? missingTask(promptPath);
  const task = await loadTask(taskFile, {
    promptPath,
    ...(request.model ? { models: [request.model] } : {}),
  });
  const mismatches = checkPromptAgainstTask(prompt, task);
  const mismatch = mismatches.find(({ severity }) => severity === 'error');
  if (mismatch) throw mismatchError(prompt, mismatch);
  const metrics = task.metrics.map((spec) => ({
    metric: createMetric(spec, { file: taskFile }),
    weight: spec.weight,
  }));
  return {
    task,
    prompt,
    source,
    spec: task.models[0]!,
    metrics,
    metric: combineMetrics(metrics),
    guards: createGuards(task.guards),
    folder: await openRedlineFolder(taskFile, environment.fallbackFolder),
    warnings: [
      ...prompt.problems.map(({ message, span }) => problemAt(prompt, message, span.start)),
      ...mismatches.map((each) => mismatchError(prompt, each)),
    ].map(messageOf),
  };
}

async function readPromptFile(path: string): Promise<SourceText> {
  try {
    return readSourceText(await readFile(path), path);
  } catch (error) {
    if (error instanceof RedlineError) throw error;
    const [what, mend] = isNotFound(error)
      ? ['The prompt file does not exist.', 'Check its path.']
      : [`The prompt can't be read: ${messageOf(error)}.`, 'Name a text file that you may read.'];
    throw new RedlineError('input', what, { file: path }, mend, { cause: error });
  }
}

function missingTask(promptPath: string): never {
  throw new RedlineError(
    'input',
    'This prompt has no task that says what a good answer is.',
    { file: promptPath },
    'Put a file with the same stem and the ending .task.yaml beside it, or name one with --task.',
  );
}

function mismatchError(prompt: PromptFile, mismatch: PromptTaskProblem): RedlineError {
  return mismatch.where === 'prompt'
    ? problemAt(prompt, mismatch.message, mismatch.span.start)
    : new RedlineError('input', mismatch.message, mismatch.place);
}

function problemAt(prompt: PromptFile, message: string, offset: number): RedlineError {
  const { line, column } = lineColumnAt(prompt.text, offset);
  return new RedlineError('input', message, { file: prompt.path, line, column });
}
