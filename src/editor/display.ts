import * as vscode from 'vscode';
import { buildPanelState } from './panel/panelState';
import type { PanelView } from './panel/panelView';
import type { PromptLens } from './promptLens';
import { openHunks } from './review/state/selectors';
import { scoreText } from './scoreText';
import type { StatusBar } from './statusBar';
import type { Workbench } from './workbench';

/** Draws panel, status bar and lens from what is known, again whenever something changes. */
export function keepDisplayed(
  workbench: Workbench,
  panel: PanelView,
  statusBar: StatusBar,
  lens: PromptLens,
): vscode.Disposable {
  const { scoreboard, operations, reviews } = workbench;
  const draw = async () => {
    const state = buildPanelState({
      overviews: scoreboard.overviews,
      workspaceFolders: (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath),
      activePath: vscode.window.activeTextEditor?.document.uri.fsPath ?? null,
      textHashes: await scoreboard.textHashes(),
      evaluations: scoreboard.evaluations,
      openHunks: new Map(
        reviews.all.map((session) => [session.document.uri.fsPath, openHunks(session.state).length]),
      ),
      running: operations.current.map(({ id, taskFile, kind, progress }) => ({
        operation: id,
        taskFile,
        kind,
        progress,
      })),
    });
    panel.update(state);
    const active = state.tasks.find(({ taskFile }) => taskFile === state.activeTask);
    statusBar.show(active?.current ? scoreText(active.current) : null);
  };
  const drawLater = coalesce(draw, workbench.log);
  const drawWithLens = () => {
    drawLater();
    lens.refresh();
  };
  return vscode.Disposable.from(
    scoreboard.onDidChange(drawWithLens),
    operations.onDidChange(drawLater),
    reviews.onDidChange(drawLater),
    vscode.window.onDidChangeActiveTextEditor(drawLater),
    vscode.workspace.onDidChangeTextDocument(drawLater),
    vscode.workspace.onDidChangeConfiguration(
      (event) => event.affectsConfiguration('redline') && drawWithLens(),
    ),
  );
}

/** Runs `work` once for any number of calls that come while it waits or runs. */
function coalesce(work: () => Promise<void>, log: (message: string) => void): () => void {
  let state: 'idle' | 'running' | 'again' = 'idle';
  const run = async (): Promise<void> => {
    do {
      state = 'running';
      try {
        await work();
      } catch (error) {
        log(`Drawing failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      }
    } while (wasAskedAgain());
    state = 'idle';
  };
  const wasAskedAgain = () => state === 'again';
  return () => {
    if (state === 'idle') setImmediate(() => void run());
    state = state === 'idle' ? 'running' : 'again';
  };
}
