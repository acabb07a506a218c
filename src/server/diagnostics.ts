import { readFile } from 'node:fs/promises';
import { DiagnosticSeverity, type Diagnostic } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { RedlineError } from '../engine/errors';
import { formatOf, isOwnPromptPath } from '../engine/prompt/formatOf';
import { parsePrompt } from '../engine/prompt/parsePrompt';
import type { PromptProblem } from '../engine/prompt/promptFile';
import { normaliseLineEnds } from '../engine/prompt/sourceText';
import { lineColumnAt } from '../engine/prompt/lineColumn';
import { checkTask } from '../engine/task/parseTask';
import { findTaskFor, isTaskFile } from '../engine/task/findTask';
import { loadTask } from '../engine/task/loadTask';
import { checkPromptAgainstTask } from '../engine/task/promptTaskProblems';

const SOURCE = 'redline';

/** What is wrong with a document, as the editor underlines it. Files that aren't Redline's have nothing wrong. */
export async function diagnose(path: string, document: TextDocument): Promise<Diagnostic[]> {
  const text = normaliseLineEnds(document.getText());
  if (/\.task\.ya?ml$/.test(path)) return isTaskFile(text) ? diagnoseTask(path, text) : [];
  return formatOf(path) === null ? [] : diagnosePrompt(path, text);
}

/** The task file by itself, then against its dataset and prompt: the first thing that loading trips over. */
async function diagnoseTask(path: string, text: string): Promise<Diagnostic[]> {
  const problems = checkTask(path, text);
  if (problems.length > 0) {
    return problems.map(({ message, severity, line, column, endLine, endColumn }) => ({
      message,
      severity: severityOf(severity),
      source: SOURCE,
      range: {
        start: { line: line - 1, character: column - 1 },
        end: { line: endLine - 1, character: endColumn - 1 },
      },
    }));
  }
  try {
    const readUnsaved = (file: string) => (file === path ? Promise.resolve(text) : readFile(file, 'utf8'));
    const task = await loadTask(path, { readFile: readUnsaved });
    const prompt = parsePrompt(task.promptPath, normaliseLineEnds(await readFile(task.promptPath, 'utf8')));
    return checkPromptAgainstTask(prompt, task).flatMap((problem) =>
      problem.where === 'task'
        ? diagnosticOfError(path, problem.message, problem.place, problem.severity)
        : [],
    );
  } catch (error) {
    if (error instanceof RedlineError) return diagnosticOfError(path, error.message, error.place, 'error');
    throw error;
  }
}

async function diagnosePrompt(path: string, text: string): Promise<Diagnostic[]> {
  const taskFile = await findTaskFor(path).catch(() => null);
  if (taskFile === null && !isOwnPromptPath(path)) return [];
  try {
    const prompt = parsePrompt(path, text);
    const own = prompt.problems.map((problem) => diagnosticAt(text, problem));
    if (taskFile === null) return own;
    // What is wrong with the task itself is shown in its own file.
    const task = await loadTask(taskFile, { promptPath: path }).catch(() => null);
    const against = task ? checkPromptAgainstTask(prompt, task) : [];
    return [
      ...own,
      ...against.flatMap((problem) => (problem.where === 'prompt' ? diagnosticAt(text, problem) : [])),
    ];
  } catch (error) {
    if (error instanceof RedlineError) return diagnosticOfError(path, error.message, error.place, 'error');
    throw error;
  }
}

function diagnosticAt(text: string, { message, severity, span }: PromptProblem): Diagnostic {
  const position = (offset: number) => {
    const { line, column } = lineColumnAt(text, offset);
    return { line: line - 1, character: column - 1 };
  };
  return {
    message,
    severity: severityOf(severity),
    source: SOURCE,
    range: { start: position(span.start), end: position(span.end) },
  };
}

/** A located error of this file, or one of another file that this one names, on its first line. */
function diagnosticOfError(
  path: string,
  message: string,
  place: RedlineError['place'],
  severity: PromptProblem['severity'],
): Diagnostic[] {
  const here = place.file === path;
  const line = (here ? (place.line ?? 1) : 1) - 1;
  const character = (here ? (place.column ?? 1) : 1) - 1;
  const end = { line, character: character + 200 };
  return [
    { message, severity: severityOf(severity), source: SOURCE, range: { start: { line, character }, end } },
  ];
}

function severityOf(severity: PromptProblem['severity']): DiagnosticSeverity {
  return severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning;
}
