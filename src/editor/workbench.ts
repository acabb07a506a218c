import * as vscode from 'vscode';
import type { EngineClient } from './engineClient';
import { normalizedText } from './normalizedText';
import type { Operations } from './operations';
import type { Reviews } from './review/reviews';
import type { Replies } from './replies';
import type { Scoreboard } from './scoreboard';

/** What the commands work with: made once, when the extension is activated. */
export interface Workbench {
  context: vscode.ExtensionContext;
  client: EngineClient;
  operations: Operations;
  scoreboard: Scoreboard;
  reviews: Reviews;
  replies: Replies;
  log(message: string): void;
}

/** A prompt as a request names it. */
export interface PromptInEditor {
  document: vscode.TextDocument;
  promptPath: string;
  text: string;
}

/** The prompt that a command is about: the one named, else the one in the active editor; asks for one otherwise. */
export async function promptFor(uri?: vscode.Uri): Promise<PromptInEditor | undefined> {
  const target = uri ?? vscode.window.activeTextEditor?.document.uri;
  if (!target) {
    void vscode.window.showInformationMessage('Redline: open a prompt file first.');
    return undefined;
  }
  if (target.scheme !== 'file') {
    void vscode.window.showWarningMessage(
      `Redline works on files on disk, and “${target.scheme}” documents are none. Save the prompt to a file first.`,
    );
    return undefined;
  }
  const document = await vscode.workspace.openTextDocument(target);
  return { document, promptPath: document.uri.fsPath, text: normalizedText(document) };
}
