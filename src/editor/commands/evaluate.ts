import * as vscode from 'vscode';
import { evaluateRequest } from '../../server/protocol';
import { isCancelled, showError } from '../showError';
import { scoreText } from '../scoreText';
import { promptFor, type Workbench } from '../workbench';

/** Scores a prompt on the open part of its task and shows the score. */
export async function evaluatePromptCommand(workbench: Workbench, uri?: vscode.Uri): Promise<void> {
  const prompt = await promptFor(uri);
  if (!prompt || !mayStart(workbench, prompt.promptPath)) return;
  const { promptPath, text } = prompt;
  const { operations, client, scoreboard } = workbench;
  const taskFile = scoreboard.taskOfPrompt(promptPath)?.taskFile ?? '';
  try {
    const result = await operations.run({ kind: 'evaluate', promptPath, taskFile }, (operation, token) =>
      client.request(evaluateRequest, { promptPath, text, operation }, token),
    );
    scoreboard.keepEvaluation(result.taskFile, result.evaluation);
    await scoreboard.refresh();
    announce(result.evaluation, result.record.open && scoreText(result.record.open));
  } catch (error) {
    await scoreboard.refresh();
    if (!isCancelled(error)) workbench.log(`Evaluating ${promptPath} failed.`);
    await showError(error, workbench.log);
  }
}

/** One operation a prompt at a time: a second one would score a text that the first may be about to change. */
export function mayStart({ operations }: Workbench, promptPath: string): boolean {
  const running = operations.forPrompt(promptPath);
  if (!running) return true;
  void vscode.window
    .showInformationMessage(`Redline is busy with this prompt (${running.kind}).`, 'Stop It')
    .then((chosen) => chosen && operations.stop(running.id));
  return false;
}

function announce({ failed, n }: { failed: number; n: number }, score: string | null): void {
  if (failed === 0) {
    vscode.window.setStatusBarMessage(`$(beaker) Score ${score ?? ''}`, 8000);
    return;
  }
  void vscode.window.showWarningMessage(
    `Redline: ${failed} of ${n} examples have no answer, so the score is incomplete. The panel lists them; evaluate again to retry only those.`,
  );
}
