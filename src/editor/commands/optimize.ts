import * as vscode from 'vscode';
import { estimateRequest, methodsRequest, optimizeRequest } from '../../server/protocol';
import { pickOptimize, type OptimizeChoice } from '../optimizePick';
import { outcomeText } from '../outcomeText';
import { readSettings } from '../settings';
import { showError } from '../showError';
import {
  promptFor,
  requestParams,
  type CommandTarget,
  type PromptInEditor,
  type Workbench,
} from '../workbench';
import { hasTask, mayStart } from './readyToRun';

const REMEMBERED = 'redline.optimizeChoice';

/** Asks how, states the cost, runs the optimizer and opens the review of what it suggests. */
export async function optimizePromptCommand(workbench: Workbench, target: CommandTarget = {}): Promise<void> {
  const prompt = await promptFor(workbench, target);
  if (!prompt || !mayStart(workbench, prompt.promptPath)) return;
  try {
    if (!(await hasTask(workbench, prompt))) return;
    const choice = await chooseHow(workbench, prompt);
    if (!choice) return;
    // The list may have stood open for long: the text may be another one, and something else under way.
    const chosen = await promptFor(workbench, { ...target, uri: prompt.document.uri });
    if (chosen && mayStart(workbench, chosen.promptPath)) await runOptimizer(workbench, chosen, choice);
  } catch (error) {
    await showError(error, workbench.log);
  }
}

async function chooseHow(workbench: Workbench, prompt: PromptInEditor): Promise<OptimizeChoice | undefined> {
  const { promptPath } = prompt;
  const choice = await pickOptimize(
    `Optimize ${vscode.workspace.asRelativePath(promptPath)}`,
    rememberedChoice(workbench),
    {
      methods: () => workbench.client.request(methodsRequest, {}),
      estimate: (chosen) =>
        workbench.client.request(estimateRequest, { ...requestParams(prompt), ...withDefaults(chosen) }),
      replies: () => workbench.replies.of(promptPath),
      keepReplies: (kept) => workbench.replies.keep(promptPath, kept),
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
  prompt: PromptInEditor,
  choice: OptimizeChoice,
): Promise<void> {
  const { operations, client, scoreboard, reviews, replies } = workbench;
  const { document, promptPath, taskFile = '' } = prompt;
  const guidance = replies.of(promptPath);
  try {
    const result = await operations.run({ kind: 'optimize', promptPath, taskFile }, (operation, token) =>
      client.request(
        optimizeRequest,
        { ...requestParams(prompt), operation, guidance, ...withDefaults(choice) },
        token,
      ),
    );
    // Replies given while the run was under way are for the next one.
    await replies.keep(promptPath, replies.of(promptPath).slice(guidance.length));
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
