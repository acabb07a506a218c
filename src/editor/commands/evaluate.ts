import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { Evaluation } from '../../engine/evaluate/evaluation';
import { evaluateRequest } from '../../server/protocol';
import { isCancelled, showError } from '../showError';
import { scoreText } from '../scoreText';
import type { EditorParts } from '../editorParts';
import { promptFor, requestParams, type CommandTarget } from '../promptInEditor';
import { hasTask, mayStart } from './readyToRun';

/** Scores a prompt on the open part of its task and shows the score. */
export async function evaluatePromptCommand(parts: EditorParts, target: CommandTarget = {}): Promise<void> {
  const prompt = await promptFor(parts, target);
  if (!prompt) return;
  const { promptPath, taskFile = '' } = prompt;
  const { operations, client, scoreboard } = parts;
  try {
    // In this order: nothing is waited for between the check and the start, so a second click finds the first.
    if (!(await hasTask(parts, prompt)) || !mayStart(parts, promptPath)) return;
    const result = await operations.run({ kind: 'evaluate', promptPath, taskFile }, (operation, token) =>
      client.request(evaluateRequest, { ...requestParams(prompt), operation }, token),
    );
    scoreboard.keepEvaluation(result.taskFile, result.evaluation);
    await scoreboard.refresh();
    announce(promptPath, result.evaluation, result.record.open && scoreText(result.record.open));
  } catch (error) {
    await scoreboard.refresh();
    if (!isCancelled(error)) parts.log(`Evaluating ${promptPath} failed.`);
    await showError(error, parts.log);
  }
}

/** The score of the prompt in front of the person stands in lens, status bar and panel already. */
function announce(promptPath: string, { failed, n }: Evaluation, score: string | null): void {
  if (failed === 0) {
    const inFront = vscode.window.activeTextEditor?.document.uri.fsPath === promptPath;
    if (!inFront) vscode.window.setStatusBarMessage(`${basename(promptPath)}: ${score ?? ''}`, 8000);
    return;
  }
  void vscode.window.showWarningMessage(
    `${failed} of ${n} examples have no answer, so there is no score. The panel lists them; evaluate again to retry only those.`,
  );
}
