import type { z } from 'zod';
import { RedlineError } from '../errors';
import { guardSpecOf } from '../metric/guardRegistry';
import { describeIssues, type SchemaProblem } from '../schema/schemaProblem';
import { readYaml, type SourceProblem, type YamlSource } from '../schema/yamlSource';
import { modelSpecOf } from './modelSchema';
import type { TaskDefinition } from './taskDefinition';
import { crossProblems, taskSchema } from './taskSchema';

/** Something wrong in a task file, with its place; lines and columns 1-based, the end exclusive. */
export type TaskProblem = SourceProblem;

type WrittenTask = z.output<typeof taskSchema>;

/**
 * Reads a task file's text. Throws `RedlineError` (input) for the first error in it, with file, line, column,
 * what was expected and the nearest name.
 */
export function parseTask(file: string, text: string): TaskDefinition {
  const { written, source, problems } = readTask(text);
  const first = problems.find(({ severity }) => severity === 'error');
  if (first || !written) {
    const place = { file, line: first?.line ?? 1, column: first?.column ?? 1 };
    throw new RedlineError('input', first?.message ?? 'The task file could not be read.', place);
  }
  return definitionOf(file, written, source);
}

/** Every problem in a task file's text, in the order in which they stand there. Never throws. */
export function checkTask(_file: string, text: string): TaskProblem[] {
  return readTask(text).problems;
}

function readTask(text: string): { written?: WrittenTask; source: YamlSource; problems: TaskProblem[] } {
  const source = readYaml(text);
  if (source.problems.length > 0) return { source, problems: source.problems };
  if (source.value === null || source.value === undefined) {
    return {
      source,
      problems: [{ ...source.rangeOf([]), severity: 'error', message: 'The task file is empty.' }],
    };
  }
  const checked = taskSchema.safeParse(source.value);
  const found = checked.success
    ? crossProblems(checked.data)
    : describeIssues(checked.error.issues, source.value);
  const problems = found.map((problem) => placed(problem, source, 'error'));
  if (checked.success && !checked.data.model && !checked.data.models) {
    problems.push(placed(NO_MODEL, source, 'warning'));
  }
  problems.sort((a, b) => a.line - b.line || a.column - b.column);
  return { written: checked.data, source, problems };
}

const NO_MODEL: SchemaProblem = {
  path: [],
  onKey: false,
  message:
    'The task names no model. Write "model: {provider: openai, name: …}", or name one when you run it.',
};

/** A problem of the whole file is shown on its first line, not as one wave under all of it. */
function placed(problem: SchemaProblem, source: YamlSource, severity: TaskProblem['severity']): TaskProblem {
  const range = source.rangeOf(problem.path, problem.onKey);
  const whole = problem.path.length === 0 || source.rangeOf([]).line === range.line;
  const end = whole && range.endLine > range.line ? { endLine: range.line, endColumn: range.column + 1 } : {};
  return { ...range, ...end, severity, message: problem.message };
}

function definitionOf(file: string, written: WrittenTask, source: YamlSource): TaskDefinition {
  const { metric, guards, model, models, optimizer, ...rest } = written;
  return {
    ...rest,
    file,
    metrics: metric,
    guards: guards.map((guard) => guardSpecOf(guard)),
    models: (models ?? (model ? [model] : [])).map(modelSpecOf),
    optimizer: { ...optimizer, model: optimizer.model && modelSpecOf(optimizer.model) },
    placeOf(path, onKey) {
      const { line, column } = source.rangeOf(path, onKey);
      return { file, line, column };
    },
  };
}
