// Sets up what the project needs on this machine, and touches nothing that is already there.
// Runs on Node 20 with nothing installed. Usage: node scripts/setup.mjs [deps] [vscode] [browser]   (all by default)
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { installBrowser } from './setup/browser.mjs';
import { SetupError } from './setup/command.mjs';
import { installDependencies } from './setup/dependencies.mjs';
import { installServer } from './setup/editor.mjs';

const parts = new Map([
  ['deps', installDependencies],
  ['vscode', installServer],
  ['browser', installBrowser],
]);

/**
 * Sets up these parts, in this order.
 *
 * @param {readonly string[]} names of `deps`, `vscode` and `browser`; `vscode` needs `deps` before it
 * @throws {SetupError} with the command to type where a part can't be installed from here
 */
export function setUp(names) {
  for (const name of names) {
    const install = parts.get(name);
    if (install === undefined) {
      throw new SetupError(`There is no part "${name}". Parts: ${[...parts.keys()].join(', ')}.`);
    }
    install();
  }
}

/** Shows what the person has to mend, without a stack trace. Any other error is a bug and goes on. */
export function explain(/** @type {unknown} */ error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(`\nStopped: ${error.message}`);
  process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const names = process.argv.slice(2);
  try {
    setUp(names.length > 0 ? names : [...parts.keys()]);
    console.log('Everything is set up.');
  } catch (error) {
    explain(error);
  }
}
