import { Argument, InvalidArgumentError } from 'commander';
import { TASK_EXTENSION } from '../../engine/task/taskPaths';

/** The prompt file that a command is about. */
export function promptArgument(): Argument {
  return new Argument('<prompt>', 'the prompt file').argParser((path: string) => {
    if (!path.endsWith(TASK_EXTENSION)) return path;
    throw new InvalidArgumentError(`${path} is a task file. Name the prompt here, and the task with --task.`);
  });
}
