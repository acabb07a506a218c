import * as vscode from 'vscode';
import { messageOf } from '../engine/errors';
import { describeRequest } from '../server/protocol';
import { ApiKeys } from './apiKeys';
import { registerCommands } from './commands/registerCommands';
import { keepDisplayed } from './display';
import { EngineClient } from './engineClient';
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
import { showError } from './showError';
import type { EditorParts } from './editorParts';
import { promptIn, requestParams } from './promptInEditor';

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
    createReviewServices(context, () => parts),
  );
  const replies = new Replies(context.workspaceState);
  const parts: EditorParts = { context, client, operations, scoreboard, reviews, replies, log };
  const keys = new ApiKeys(context, (origin, key) => client.setKey(origin, key));
  const documents = new ReadOnlyDocuments();
  const lens = new PromptLens((document) =>
    client.request(describeRequest, requestParams(promptIn(document, scoreboard))),
  );
  const statusBar = new StatusBar(operations);
  const panel = registerPanel(context, createPanelServices(parts, documents), {
    log,
    showError: (error) => void showError(error, log),
  });
  context.subscriptions.push(
    ...[client, operations, scoreboard, documents, statusBar, lens],
    registerCommands(parts, keys),
    vscode.languages.registerCodeLensProvider(
      DOCUMENT_PATTERNS.map((pattern) => ({ scheme: 'file', pattern })),
      lens,
    ),
    keepDisplayed(parts, panel, statusBar, lens),
    followTaskFiles(scoreboard),
    client.onProgress((progress) => operations.report(progress)),
    client.onWarning(({ message }) => void vscode.window.showWarningMessage(`Redline: ${message}`)),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void client.restart().catch(sayNoServer)),
  );
  const ready = start(client, keys, scoreboard);
  // The person has been told; whoever awaits it hears of it too.
  ready.catch(() => undefined);
  return { reviews, ready };
}

function sayNoServer(error: unknown): void {
  void vscode.window.showErrorMessage(`Redline's server did not start: ${messageOf(error)}`);
}

async function start(client: EngineClient, keys: ApiKeys, scoreboard: Scoreboard): Promise<void> {
  try {
    await client.start();
  } catch (error) {
    sayNoServer(error);
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
