import { basename, dirname, isAbsolute, join } from 'node:path';
import { PROMPT_SUFFIXES } from '../prompt/formatOf';

/** Name endings of prompt files, longest first where one ends in another. */
export const PROMPT_EXTENSIONS = PROMPT_SUFFIXES;

export const TASK_EXTENSION = '.task.yaml';

/** A path that a task file holds, as a path from where the task file's own path starts. */
export function besideTask(taskFile: string, written: string): string {
  return isAbsolute(written) ? written : join(dirname(taskFile), written);
}

/** `triage` for `triage.prompt.md`: what a prompt and its task share. */
export function promptStem(promptPath: string): string {
  const name = basename(promptPath);
  const extension = PROMPT_EXTENSIONS.find((ending) => name.toLowerCase().endsWith(ending));
  return extension ? name.slice(0, -extension.length) : name.replace(/\.[^.]+$/, '');
}

/** `triage` for `triage.task.yaml`. */
export function taskStem(taskFile: string): string {
  const name = basename(taskFile);
  return name.endsWith(TASK_EXTENSION) ? name.slice(0, -TASK_EXTENSION.length) : name.replace(/\.[^.]+$/, '');
}
