import * as vscode from 'vscode';
import type { Scoreboard } from './scoreboard';

/** Milliseconds of quiet before tasks are read anew: a branch switch changes many files at once. */
const QUIET = 300;

/** Reads the tasks anew when task files, or workspace folders, come, go or change. */
export function followTaskFiles(scoreboard: Scoreboard): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  const refresh = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void scoreboard.refresh(), QUIET);
  };
  const watcher = vscode.workspace.createFileSystemWatcher('**/*.task.yaml');
  return vscode.Disposable.from(
    watcher,
    watcher.onDidChange(refresh),
    watcher.onDidCreate(refresh),
    watcher.onDidDelete(refresh),
    vscode.workspace.onDidChangeWorkspaceFolders(refresh),
    new vscode.Disposable(() => clearTimeout(timer)),
  );
}
