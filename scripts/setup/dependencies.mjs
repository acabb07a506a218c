import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { run } from './command.mjs';
import { pinnedNode, root } from './paths.mjs';

/** Installs the npm dependencies as package-lock.json has them, and the pinned Node, where they aren't there yet. */
export function installDependencies() {
  if (!installedAsLocked()) {
    console.log('Installing npm dependencies…');
    // No dependency needs its install script except `node`, which comes next.
    run('npm', ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund']);
  }
  if (!existsSync(pinnedNode)) {
    console.log('Installing the pinned Node…');
    // The package's own install script, called by name: newer npm versions don't run unapproved scripts.
    run(process.execPath, ['installArchSpecificPackage.js'], {
      cwd: path.join(root, 'node_modules', 'node'),
    });
  }
}

/** npm writes a second lock file into node_modules when an install has ended well: does it agree with ours? */
function installedAsLocked() {
  const installedLock = path.join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedLock)) return false;
  const wanted = packagesOf(path.join(root, 'package-lock.json'));
  const installed = packagesOf(installedLock);
  const missing = Object.keys(wanted).some(
    (name) => name !== '' && !wanted[name]?.optional && !(name in installed),
  );
  const differs = Object.keys(installed).some(
    (name) => installed[name]?.integrity !== wanted[name]?.integrity,
  );
  return !missing && !differs;
}

/**
 * @param {string} lockFile
 * @returns {Record<string, { integrity?: string, optional?: boolean }>}
 */
function packagesOf(lockFile) {
  /** @type {unknown} */
  const lock = JSON.parse(readFileSync(lockFile, 'utf8'));
  return /** @type {{ packages: ReturnType<typeof packagesOf> }} */ (lock).packages;
}
