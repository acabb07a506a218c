import { basename, dirname, join } from 'node:path';
import { RedlineError } from '../errors';
import { isNotFound, type ReadFile } from './readTextFile';
import type { TaskDefinition } from './taskDefinition';
import { besideTask, PROMPT_EXTENSIONS, taskStem } from './taskPaths';

/**
 * The prompt file of a task: the one that `prompt` names, else the one with the same stem. Throws
 * `RedlineError` (input) when it isn't there or when several have the stem.
 */
export async function locatePrompt(definition: TaskDefinition, readFile: ReadFile): Promise<string> {
  if (definition.prompt !== undefined) {
    const path = besideTask(definition.file, definition.prompt);
    if (await exists(path, readFile)) return path;
    const what = `The prompt file ${path} does not exist.`;
    throw new RedlineError(
      'input',
      what,
      definition.placeOf(['prompt']),
      'Paths start at the folder of the task file.',
    );
  }
  const stem = join(dirname(definition.file), taskStem(definition.file));
  const paths = PROMPT_EXTENSIONS.map((extension) => `${stem}${extension}`);
  const there = await Promise.all(paths.map((path) => exists(path, readFile)));
  const found = paths.filter((_, index) => there[index]);
  if (found.length === 1) return found[0]!;
  const place = { file: definition.file, line: 1, column: 1 };
  if (found.length > 1) {
    const what = `Several prompts have the stem of this task: ${found.map((path) => basename(path)).join(', ')}.`;
    throw new RedlineError('input', what, place, 'Write "prompt:" with the one that is meant.');
  }
  const names = paths.slice(0, 3).map((path) => basename(path));
  const what = `There is no prompt beside this task (${names.join(', ')} …).`;
  throw new RedlineError('input', what, place, 'Write "prompt:" with the path of the prompt file.');
}

async function exists(path: string, readFile: ReadFile): Promise<boolean> {
  try {
    await readFile(path);
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}
