import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '../../scripts/setup/paths.mjs';

/** A throwaway folder to open in VS Code. */
export interface Workspace {
  readonly folder: string;
  remove(): void;
}

/** Copies the examples, and whatever these folders hold on top, into a fresh temporary folder. */
export function createWorkspace(...more: readonly string[]): Workspace {
  // VS Code resolves links, so that /tmp and /private/tmp on macOS would look like two places.
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'redline-workspace-')));
  copyExamples(folder);
  for (const source of more) if (existsSync(source)) cpSync(source, folder, { recursive: true });
  return {
    folder,
    remove: () => {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Copies the examples, without the runs and answers that earlier work left in them. */
export function copyExamples(target: string): void {
  const filter = (file: string): boolean => path.basename(file) !== '.redline';
  cpSync(path.join(root, 'examples'), target, { recursive: true, filter });
  // With a `.redline` of its own, the copy never shares scores and cached answers with the repository around it.
  mkdirSync(path.join(target, '.redline'), { recursive: true });
}
