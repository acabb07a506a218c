import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { run, SetupError } from './command.mjs';
import { findOnPath, isExecutable, pinnedEnvironment, serverFolder, serverHome } from './paths.mjs';

/** The npm package that VS Code's server comes in. */
const serverPackage = 'code-server@4.139.1';
const compileTimeoutMs = 120_000;
const stamp = path.join(serverHome, 'installed.txt');

/** Installs VS Code's server, the whole workbench without a desktop, where it isn't there yet. */
export function installServer() {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === serverPackage) return;
  console.log("Installing VS Code's server…");
  rmSync(serverHome, { recursive: true, force: true });
  mkdirSync(serverHome, { recursive: true });
  writeFileSync(path.join(serverHome, 'package.json'), '{ "private": true }\n');
  const quietly = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const env = pinnedEnvironment();
  run('npm', ['install', ...quietly, serverPackage], { cwd: serverHome, env });
  run('npm', ['install', '--omit=dev', ...quietly], { cwd: serverFolder, env });
  compileNativeParts();
  writeFileSync(stamp, serverPackage);
}

/** VS Code's log files and output channels need `spdlog`. All else works without, so no compiler is no error. */
function compileNativeParts() {
  console.log('Compiling its native parts…');
  const { status } = spawnSync('npm', ['rebuild', '@vscode/spdlog', '@vscode/native-watchdog'], {
    cwd: serverFolder,
    env: pinnedEnvironment(),
    stdio: 'ignore',
    timeout: compileTimeoutMs,
    shell: process.platform === 'win32',
  });
  if (status !== 0) console.log("They can't be compiled here: output channels stay empty, all else works.");
}

/**
 * The command that opens a desktop VS Code: `REDLINE_VSCODE`, else `code` on PATH, else the usual places.
 *
 * @returns {string | undefined} its path; undefined where there is none
 * @throws {SetupError} when `REDLINE_VSCODE` names no program
 */
export function findDesktopEditor() {
  const chosen = process.env['REDLINE_VSCODE'];
  if (chosen !== undefined && chosen !== '') {
    if (isExecutable(chosen)) return chosen;
    throw new SetupError(
      `REDLINE_VSCODE is "${chosen}", which is no program. Give the path of VS Code, or unset it.`,
    );
  }
  return hasDesktop() ? (findOnPath(['code']) ?? usualPlaces().find(isExecutable)) : undefined;
}

/** On Linux, `code` may be there with no screen to open on. Under WSL the screen is that of Windows. */
function hasDesktop() {
  const { DISPLAY, WAYLAND_DISPLAY, WSL_DISTRO_NAME } = process.env;
  return process.platform !== 'linux' || Boolean(DISPLAY ?? WAYLAND_DISPLAY ?? WSL_DISTRO_NAME);
}

function usualPlaces() {
  if (process.platform === 'darwin') {
    const command = 'Applications/Visual Studio Code.app/Contents/Resources/app/bin/code';
    return [path.join('/', command), path.join(homedir(), command)];
  }
  if (process.platform === 'win32') {
    const folders = [process.env['LOCALAPPDATA'] ?? '', process.env['ProgramFiles'] ?? ''];
    return [
      path.join(folders[0] ?? '', 'Programs', 'Microsoft VS Code', 'bin', 'code.cmd'),
      path.join(folders[1] ?? '', 'Microsoft VS Code', 'bin', 'code.cmd'),
    ];
  }
  return [];
}
