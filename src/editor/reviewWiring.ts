import * as vscode from 'vscode';
import { measureMoreRequest, scoreSubsetRequest } from '../server/protocol';
import { optimizeWithGuidance } from './commands/optimize';
import type { ReviewServices } from './review/reviewServices';
import { isCancelled, showError } from './showError';
import type { Workbench } from './workbench';

/** What review asks of the server and of the rest of the editor. `workbench` is read late: it holds the reviews. */
export function createReviewServices(
  context: vscode.ExtensionContext,
  workbench: () => Workbench,
): ReviewServices {
  const guidance = new Map<string, string[]>();
  return {
    workspaceState: context.workspaceState,
    announce: (text) => void vscode.window.setStatusBarMessage(text, 6000),
    showError: (error) => void showError(error, workbench().log),
    scoreSubset: async (promptPath, text, runId) => {
      const { client, scoreboard } = workbench();
      const score = await runUnlessStopped(workbench(), 'score subset', promptPath, (operation, token) =>
        client.request(scoreSubsetRequest, { promptPath, text, runId, operation }, token),
      );
      await scoreboard.refresh();
      return score;
    },
    measureMore: async (promptPath, text, runId, hunkId) => {
      const { client, scoreboard } = workbench();
      const hunk = await runUnlessStopped(workbench(), 'measure', promptPath, (operation, token) =>
        client.request(measureMoreRequest, { promptPath, text, runId, hunkId, operation }, token),
      );
      await scoreboard.refresh();
      return hunk;
    },
    onReply: (promptPath, _hunkId, text) => {
      const replies = [...(guidance.get(promptPath) ?? []), text];
      guidance.set(promptPath, replies);
      void offerNextRun(workbench(), promptPath, replies);
    },
  };
}

async function runUnlessStopped<T>(
  { operations, scoreboard }: Workbench,
  kind: 'score subset' | 'measure',
  promptPath: string,
  work: Parameters<typeof operations.run<T>>[1],
): Promise<T | undefined> {
  const taskFile = scoreboard.taskOfPrompt(promptPath)?.taskFile ?? '';
  try {
    return await operations.run({ kind, promptPath, taskFile }, work);
  } catch (error) {
    if (isCancelled(error)) return undefined;
    throw error;
  }
}

async function offerNextRun(workbench: Workbench, promptPath: string, replies: string[]): Promise<void> {
  const chosen = await vscode.window.showInformationMessage(
    'Your reply is kept and steers the next run of this prompt.',
    'Optimize Again Now',
  );
  if (chosen) await optimizeWithGuidance(workbench, promptPath, replies);
}
