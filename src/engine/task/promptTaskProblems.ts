import type { ErrorPlace } from '../errors';
import { requiredVariables } from '../prompt/templateDefaults';
import type { PromptFile, PromptProblem } from '../prompt/promptFile';
import type { Span } from '../prompt/span';
import { suggestName } from '../schema/nearestName';
import type { Task } from './task';

/** Something on which a prompt and its task disagree: it stands in one of the two files. */
export type PromptTaskProblem =
  | (PromptProblem & { where: 'prompt'; span: Span })
  | { where: 'task'; severity: PromptProblem['severity']; message: string; place: ErrorPlace };

/**
 * Variables that the prompt needs and no column feeds (each occurrence, an error), and inputs of the task that the
 * prompt has no variable for, or no variables at all (warnings).
 */
export function checkPromptAgainstTask(
  prompt: PromptFile,
  task: Pick<Task, 'file' | 'columns' | 'input' | 'target' | 'places'>,
): PromptTaskProblem[] {
  const required = new Set(requiredVariables(prompt));
  const unfed = prompt.variables
    .filter(({ name }) => required.has(name) && !feeds(task, name))
    .map(({ name, span }): PromptTaskProblem => ({
      where: 'prompt',
      severity: 'error',
      message: unfedMessage(task, name),
      span,
    }));
  const named = new Set(prompt.variables.map(({ name }) => name));
  const unused = Object.keys(task.input)
    .filter((variable) => !named.has(variable))
    .map((variable): PromptTaskProblem => {
      const names = [...named];
      const known = names.length ? suggestName(variable, names, 'Variables') : 'The prompt has no variables.';
      const message = `The prompt has no variable "${variable}". ${known}`;
      const place = task.places?.[`input.${variable}`] ?? { file: task.file };
      return { where: 'task', severity: 'warning', message, place };
    });
  return [...unfed, ...unused, ...(named.size === 0 && unused.length === 0 ? [sameForAll(task)] : [])];
}

function sameForAll(task: Sources): PromptTaskProblem {
  const [first = 'input'] = sourcesOf(task);
  return {
    where: 'prompt',
    severity: 'warning',
    message: `The prompt has no variables, so every example asks the same. Write {{${first}}} where its text goes.`,
    span: { start: 0, end: 0 },
  };
}

type Sources = Pick<Task, 'columns' | 'input' | 'target'>;

function feeds(task: Sources, variable: string): boolean {
  return sourcesOf(task).includes(variable);
}

/** The variables that a task can fill: those that `input` maps, and columns that it leaves out. */
function sourcesOf({ columns, input, target }: Sources): string[] {
  const used = new Set([...Object.values(input), target]);
  return [...new Set([...Object.keys(input), ...columns.filter((column) => !used.has(column))])];
}

function unfedMessage(task: Sources, variable: string): string {
  const mapped = Object.entries(task.input).find(([, column]) => column === variable);
  if (mapped)
    return `The column "${variable}" feeds the variable "${mapped[0]}", so write {{${mapped[0]}}} here.`;
  if (variable === task.target) {
    return `The variable "${variable}" is the task's target; a prompt that holds the answer tests nothing.`;
  }
  return `No column feeds the variable "${variable}". ${suggestName(variable, sourcesOf(task), 'Variables')}`;
}
