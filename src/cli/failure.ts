import { CommanderError } from 'commander';
import { messageOf, RedlineError } from '../engine/errors';
import { EXIT, exitCodeOf, type ExitCode } from './exitCode';
import type { Session } from './session';

/** Words an error on one line of stderr; the stack only with REDLINE_DEBUG. */
export function reportFailure(error: unknown, { terminal, environment }: Session): ExitCode {
  // Commander has printed its own, the help included.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.badInput;
  const known = error instanceof RedlineError;
  terminal.note(`redline: ${known ? error.message : `Something unforeseen happened: ${messageOf(error)}`}`);
  if (environment['REDLINE_DEBUG'] && error instanceof Error) {
    terminal.notes((error.stack ?? '').split('\n').slice(1));
  }
  return known ? exitCodeOf(error.kind) : EXIT.internal;
}

/** Runs `action`; an error that names no file names this one. */
export async function naming<T>(file: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const homeless =
      error instanceof RedlineError && error.kind !== 'cancelled' && error.place.file === undefined;
    if (!homeless) throw error;
    throw new RedlineError(error.kind, error.what, { ...error.place, file }, error.mend, { cause: error });
  }
}
