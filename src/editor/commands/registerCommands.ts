import * as vscode from 'vscode';
import type { ApiKeys } from '../apiKeys';
import type { Workbench } from '../workbench';
import { evaluatePromptCommand } from './evaluate';
import { explainTask } from './explainTask';
import { optimizePromptCommand } from './optimize';

export function registerCommands(workbench: Workbench, keys: ApiKeys): vscode.Disposable {
  const register = (id: string, run: (uri?: vscode.Uri) => unknown) =>
    vscode.commands.registerCommand(id, (argument: unknown) =>
      run(argument instanceof vscode.Uri ? argument : undefined),
    );
  return vscode.Disposable.from(
    register('redline.evaluate', (uri) => evaluatePromptCommand(workbench, { uri })),
    register('redline.optimize', (uri) => optimizePromptCommand(workbench, { uri })),
    register('redline.stop', () => stopAll(workbench)),
    register('redline.setApiKey', () => keys.ask()),
    register('redline.explainTask', (uri) => explainTask(uri)),
    register('redline.showPanel', () => vscode.commands.executeCommand('redline.panel.focus')),
    register('redline.showLog', () => workbench.client.showLog()),
  );
}

function stopAll({ operations }: Workbench): void {
  if (operations.current.length === 0) {
    void vscode.window.showInformationMessage('Redline: nothing is running.');
  }
  operations.stop();
}
