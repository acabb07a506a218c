import * as vscode from 'vscode';
import type { RunResult } from '../../engine/run/runResult';
import { estimateRequest, methodsRequest, optimizeRequest } from '../../server/protocol';
import { pickOptimize, type OptimizeChoice } from '../optimizePick';
import { formatDifference } from '../../engine/evaluate/scoreFormat';
import { readSettings } from '../settings';
import { showError } from '../showError';
import { promptFor, type PromptInEditor, type Workbench } from '../workbench';
import { mayStart } from './evaluate';

const REMEMBERED = 'redline.optimizeChoice';

/** Asks how, states the cost, runs the optimizer and opens the review of what it suggests. */
export async function optimizePromptCommand(workbench: Workbench, uri?: vscode.Uri): Promise<void> {
  const prompt = await promptFor(uri);
  if (!prompt || !mayStart(workbench, prompt.promptPath)) return;
  const choice = await chooseHow(workbench, prompt);
  if (!choice) return;
  // The list may have stood open for long: the text may be another one, and something else under way.
  const chosen = await promptFor(prompt.document.uri);
  if (chosen && mayStart(workbench, chosen.promptPath)) await runOptimizer(workbench, chosen, choice, []);
}

/** Runs the optimizer as chosen last time, steered by what the person replied to an explanation. */
export async function optimizeWithGuidance(
  workbench: Workbench,
  promptPath: string,
  guidance: string[],
): Promise<void> {
  const prompt = await promptFor(vscode.Uri.file(promptPath));
  if (!prompt || !mayStart(workbench, promptPath)) return;
  await runOptimizer(workbench, prompt, rememberedChoice(workbench), guidance);
}

async function chooseHow(workbench: Workbench, prompt: PromptInEditor): Promise<OptimizeChoice | undefined> {
  const { promptPath, text } = prompt;
  const choice = await pickOptimize(
    `Optimize ${vscode.workspace.asRelativePath(promptPath)}`,
    rememberedChoice(workbench),
    {
      methods: () => workbench.client.request(methodsRequest, {}),
      estimate: (chosen) =>
        workbench.client.request(estimateRequest, { promptPath, text, ...withDefaults(chosen) }),
    },
  );
  if (choice) await workbench.context.workspaceState.update(REMEMBERED, choice);
  return choice;
}

function rememberedChoice({ context }: Workbench): OptimizeChoice {
  return context.workspaceState.get<OptimizeChoice>(REMEMBERED, {});
}

/** What a person left open is taken from the settings, then from the task file. */
function withDefaults({ method, budgetCalls, seed }: OptimizeChoice) {
  const settings = readSettings();
  const calls = budgetCalls ?? settings.budgetCalls;
  return {
    ...(method === undefined ? {} : { method }),
    ...(calls === undefined ? {} : { budgetCalls: calls }),
    ...(settings.budgetUsd === undefined ? {} : { budgetUsd: settings.budgetUsd }),
    ...(seed === undefined ? {} : { seed }),
  };
}

async function runOptimizer(
  workbench: Workbench,
  { document, promptPath, text }: PromptInEditor,
  choice: OptimizeChoice,
  guidance: string[],
): Promise<void> {
  const { operations, client, scoreboard, reviews } = workbench;
  const taskFile = scoreboard.taskOfPrompt(promptPath)?.taskFile ?? '';
  try {
    const result = await operations.run({ kind: 'optimize', promptPath, taskFile }, (operation, token) =>
      client.request(
        optimizeRequest,
        { promptPath, text, operation, guidance, ...withDefaults(choice) },
        token,
      ),
    );
    await scoreboard.refresh();
    if (result.hunks.length > 0) {
      await vscode.window.showTextDocument(document, { preview: false });
      await reviews.start(result, document);
    }
    void vscode.window.showInformationMessage(outcomeText(result));
  } catch (error) {
    await scoreboard.refresh();
    await showError(error, workbench.log);
  }
}

/** The outcome in one plain line. */
export function outcomeText(result: RunResult): string {
  if (result.hunks.length === 0) {
    return 'Redline found no edit to suggest. The scores stand in the panel.';
  }
  const edits = `${result.hunks.length} suggested ${result.hunks.length === 1 ? 'edit' : 'edits'}`;
  const judged = result.test ?? result.validation;
  const part = result.test ? 'the sealed test part' : 'validation';
  const difference = formatDifference(judged.comparison.difference, judged.comparison.ci);
  const stopped = result.stopped === 'budget' ? ' The budget ended the search early.' : '';
  switch (result.standing) {
    case 'proven':
      return `${edits}, proven on ${part}: ${difference}.${stopped}`;
    case 'worse':
      return `${edits}, but together they made the score worse on ${part}: ${difference}.${stopped}`;
    case 'unproven':
      return `${edits}, unproven: ${difference} on ${part}, ${judged.comparison.n} examples.${stopped}`;
  }
}
