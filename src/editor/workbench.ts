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
  /** The task that it is about, where it is known; else the server finds the prompt's own. */
  taskFile: string | undefined;
}

/** What a command is about, where it is not the active editor's prompt and its task. */
export interface CommandTarget {
  uri?: vscode.Uri | undefined;
  /** The panel names it: several tasks may name one prompt. */
  taskFile?: string;
}

/** The prompt that a command is about: the one named, else the one in the active editor; asks for one otherwise. */
export async function promptFor(
  { scoreboard }: Workbench,
  { uri, taskFile }: CommandTarget,
): Promise<PromptInEditor | undefined> {
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
  const promptPath = document.uri.fsPath;
  return {
    document,
    promptPath,
    text: normalizedText(document),
    taskFile: taskFile ?? scoreboard.taskOfPrompt(promptPath)?.taskFile,
  };
}

/** A prompt as requests to the server name it. */
export function requestParams({ promptPath, text, taskFile }: PromptInEditor) {
  return { promptPath, text, ...(taskFile === undefined ? {} : { taskFile }) };
}
