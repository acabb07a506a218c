import * as vscode from 'vscode';
import type { ApiKeys } from '../apiKeys';
import type { EditorParts } from '../editorParts';
import { evaluatePromptCommand } from './evaluate';
import { explainTask } from './explainTask';
import { optimizePromptCommand } from './optimize';

export function registerCommands(parts: EditorParts, keys: ApiKeys): vscode.Disposable {
  const register = (id: string, run: (uri?: vscode.Uri) => unknown) =>
    vscode.commands.registerCommand(id, (argument: unknown) =>
      run(argument instanceof vscode.Uri ? argument : undefined),
    );
  return vscode.Disposable.from(
    register('redline.evaluate', (uri) => evaluatePromptCommand(parts, { uri })),
    register('redline.optimize', (uri) => optimizePromptCommand(parts, { uri })),
    register('redline.stop', () => stopAll(parts)),
    register('redline.setApiKey', () => keys.ask()),
    register('redline.explainTask', (uri) => explainTask(uri)),
    register('redline.showPanel', () => vscode.commands.executeCommand('redline.panel.focus')),
    register('redline.showLog', () => parts.client.showLog()),
  );
}

function stopAll({ operations }: EditorParts): void {
  if (operations.current.length === 0) {
    void vscode.window.showInformationMessage('Redline: nothing is running.');
  }
  operations.stop();
}
