import path from 'node:path';
import process from 'node:process';
import { run, SetupError } from './command.mjs';
import { findOnPath, isExecutable } from './paths.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];

/** Installs Chromium where no browser is found and we may: as root where there is apt-get. */
export function installBrowser() {
  if (searchBrowser() !== undefined) return;
  if (process.getuid?.() !== 0 || findOnPath(['apt-get']) === undefined) throw missingBrowser();
  console.log('Installing Chromium…');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-qq'], { env });
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env });
  findBrowser();
}

/**
 * The Chromium, or browser built on it, that the workbench is driven in.
 *
 * @returns {string} its path
 * @throws {SetupError} when there is none; the message holds the command that installs one
 */
export function findBrowser() {
  const browser = searchBrowser();
  if (browser === undefined) throw missingBrowser();
  return browser;
}

function searchBrowser() {
  const chosen = process.env['CHROMIUM_PATH'];
  if (chosen !== undefined && chosen !== '') {
    if (isExecutable(chosen)) return chosen;
    throw new SetupError(
      `CHROMIUM_PATH is "${chosen}", which is no program. Give the path of Chromium, or unset it.`,
    );
  }
  return findOnPath(names) ?? usualPlaces().find(isExecutable);
}

function usualPlaces() {
  if (process.platform === 'darwin') {
    return ['Chromium', 'Google Chrome', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  }
  if (process.platform === 'win32') {
    const folders = [
      process.env['ProgramFiles'],
      process.env['ProgramFiles(x86)'],
      process.env['LOCALAPPDATA'],
    ];
    const programs = ['Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe'];
    return folders.flatMap((folder) => programs.map((program) => path.join(folder ?? '', program)));
  }
  return [];
}

function missingBrowser() {
  return new SetupError(
    `Chromium is missing; VS Code's workbench is tested in it. Install it with\n\n    ${installCommand()}\n\n` +
      'or set CHROMIUM_PATH to a Chromium, Chrome or Edge that you have.',
  );
}

function installCommand() {
  if (process.platform === 'darwin') return 'brew install --cask chromium';
  if (process.platform === 'win32') return 'winget install --exact --id Hibbiki.Chromium';
  if (findOnPath(['dnf']) !== undefined) return 'sudo dnf install -y chromium';
  if (findOnPath(['pacman']) !== undefined) return 'sudo pacman -S --noconfirm chromium';
  return 'sudo apt-get install -y chromium';
}
