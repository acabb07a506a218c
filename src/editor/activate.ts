import * as vscode from 'vscode';
import { messageOf } from '../engine/errors';
import { describeRequest } from '../server/protocol';
import { ApiKeys } from './apiKeys';
import { registerCommands } from './commands/registerCommands';
import { keepDisplayed } from './display';
import { EngineClient } from './engineClient';
import { normalizedText } from './normalizedText';
import { Operations } from './operations';
import { registerPanel } from './panel/panelView';
import { createPanelServices } from './panelServices';
import { DOCUMENT_PATTERNS } from './promptDocuments';
import { PromptLens } from './promptLens';
import { ReadOnlyDocuments } from './readOnlyDocuments';
import type { Reviews } from './review/reviews';
import { registerReview } from './review/registerReview';
import { Replies } from './replies';
import { createReviewServices } from './reviewWiring';
import { Scoreboard } from './scoreboard';
import { StatusBar } from './statusBar';
import { followTaskFiles } from './taskFiles';
import type { Workbench } from './workbench';

/** What other extensions, and Redline's own tests, can reach. */
export interface RedlineApi {
  reviews: Reviews;
  /** Resolves when the tasks of the workspace have been read for the first time. */
  ready: Promise<void>;
}

/** Wires editor and server. */
export function activateRedline(context: vscode.ExtensionContext): RedlineApi {
  const client = new EngineClient(context, DOCUMENT_PATTERNS);
  const operations = new Operations();
  const scoreboard = new Scoreboard(client);
  const log = (message: string) => client.log(message);
  const reviews = registerReview(
    context,
    createReviewServices(context, () => workbench),
  );
  const replies = new Replies(context.workspaceState);
  const workbench: Workbench = { context, client, operations, scoreboard, reviews, replies, log };
  const keys = new ApiKeys(context, (origin, key) => client.setKey(origin, key));
  const documents = new ReadOnlyDocuments();
  const lens = new PromptLens((document) =>
    client.request(describeRequest, {
      promptPath: document.uri.fsPath,
      text: normalizedText(document),
      ...taskNaming(scoreboard, document.uri.fsPath),
    }),
  );
  const statusBar = new StatusBar(operations);
  const panel = registerPanel(context, createPanelServices(workbench, documents), {
    warn: (message) => log(String(message)),
    error: (message) => log(String(message)),
  });
  context.subscriptions.push(
    ...[client, operations, scoreboard, documents, statusBar],
    registerCommands(workbench, keys),
    vscode.languages.registerCodeLensProvider(
      DOCUMENT_PATTERNS.map((pattern) => ({ scheme: 'file', pattern })),
      lens,
    ),
    keepDisplayed(workbench, panel, statusBar, lens),
    followTaskFiles(scoreboard),
    client.onProgress((progress) => operations.report(progress)),
    client.onWarning(({ message }) => void vscode.window.showWarningMessage(`Redline: ${message}`)),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void client.restart()),
  );
  return { reviews, ready: start(client, keys, scoreboard) };
}

/** A task of another folder that names the prompt; the server looks in the prompt's own folder only. */
function taskNaming(scoreboard: Scoreboard, promptPath: string): { taskFile?: string } {
  const task = scoreboard.taskOfPrompt(promptPath);
  return task ? { taskFile: task.taskFile } : {};
}

async function start(client: EngineClient, keys: ApiKeys, scoreboard: Scoreboard): Promise<void> {
  try {
    await client.start();
  } catch (error) {
    void vscode.window.showErrorMessage(`Redline's server did not start: ${messageOf(error)}`);
    throw error;
  }
  try {
    await keys.deliverAll();
  } catch (error) {
    void vscode.window.showWarningMessage(
      `Redline: VS Code's secret storage could not be read, so no API key is known. ${messageOf(error)}`,
    );
  }
  await scoreboard.refresh();
}
