import * as vscode from 'vscode';
import { formatOf, isOwnPromptPath } from '../engine/prompt/formatOf';
import { readSettings } from './settings';

/** Patterns of the files that the server hears about: prompts by their own names, tasks, and what may be a prompt. */
export const DOCUMENT_PATTERNS = [
  '**/*.{prompty,prompt,md,txt,j2,jinja,jinja2,hbs,handlebars,mustache}',
  '**/*.task.yaml',
];

/** True for files that are prompts without being named by a task: by their name or by the glob setting. */
export function isPromptDocument(document: vscode.TextDocument): boolean {
  const { uri } = document;
  if (uri.scheme !== 'file') return false;
  if (isOwnPromptPath(uri.fsPath)) return true;
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  return readSettings(uri).promptFiles.some((glob) => {
    // By itself a glob is held against the whole path, so that `prompts/*.md` would fit nothing.
    const pattern = folder ? new vscode.RelativePattern(folder, glob) : glob;
    return vscode.languages.match({ pattern }, document) > 0;
  });
}

/** True for files that a task may name as its prompt. */
export function mayBePrompt(document: vscode.TextDocument): boolean {
  return document.uri.scheme === 'file' && formatOf(document.uri.fsPath) !== null;
}
