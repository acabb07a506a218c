import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { root } from './paths.mjs';

/** Something that the person at the keyboard has to mend; its message is all that is shown. */
export class SetupError extends Error {}

/**
 * Runs a command to its end and shows what it prints.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options] the root of the repository and this process's
 *   environment where not given
 * @throws {SetupError} when the command can't be started or fails
 */
export function run(command, args, options = {}) {
  const shown = [command, ...args].join(' ');
  const result = spawnSync(command, args, {
    cwd: options.cwd ?? root,
    env: options.env ?? process.env,
    stdio: 'inherit',
    // npm is a batch file on Windows, and those start only through a shell.
    shell: process.platform === 'win32' && command === 'npm',
  });
  if (result.error !== undefined) throw new SetupError(`could not start "${shown}": ${result.error.message}`);
  if (result.status !== 0)
    throw new SetupError(`"${shown}" failed (${result.signal ?? `exit code ${result.status}`}).`);
}
