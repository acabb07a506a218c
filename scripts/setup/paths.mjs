import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const windows = process.platform === 'win32';

/** The root of the repository. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Where npm puts the commands of the dependencies. */
const commands = path.join(root, 'node_modules', '.bin');

/** The Node that every script and test runs on, from the dev dependency `node`. */
export const pinnedNode = path.join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');

/** Where set-up installs VS Code's server. */
export const serverHome = path.join(root, '.vscode-server');

/** The server itself: `out/server-main.js` beside its own node_modules. */
export const serverFolder = path.join(serverHome, 'node_modules', 'code-server', 'lib', 'vscode');

/** The environment with the pinned Node and the commands of the dependencies first on PATH. */
export function pinnedEnvironment() {
  // The Node that a person has: the command has to run on it too.
  const theirs = process.env['REDLINE_TESTED_NODE'] ?? process.execPath;
  return {
    ...process.env,
    REDLINE_TESTED_NODE: theirs,
    PATH: [commands, process.env['PATH'] ?? ''].join(path.delimiter),
  };
}

/**
 * The first of these commands that PATH offers.
 *
 * @param {readonly string[]} names
 * @returns {string | undefined} its path
 */
export function findOnPath(names) {
  const endings = windows ? ['.exe', '.cmd', ''] : [''];
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const candidates = names.flatMap((name) =>
    folders.flatMap((folder) => endings.map((ending) => path.join(folder, name + ending))),
  );
  return candidates.find(isExecutable);
}

/**
 * Whether this path is a file that may be run.
 *
 * @param {string} file
 */
export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
