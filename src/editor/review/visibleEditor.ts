import * as vscode from 'vscode';
import type { ReviewSession } from './reviewSession';

/** Where the cursor is in the session's document, 0 when no editor shows it. */
export function cursorOffset(session: ReviewSession): number {
  const editor = editorOf(session);
  return editor === undefined ? 0 : session.offset(editor.selection.active);
}

/** The editor that shows the document: the active one, if it does, else any visible one. */
export function editorOf({ document }: ReviewSession): vscode.TextEditor | undefined {
  const { activeTextEditor, visibleTextEditors } = vscode.window;
  const editors = [...(activeTextEditor === undefined ? [] : [activeTextEditor]), ...visibleTextEditors];
  return editors.find((editor) => editor.document.uri.toString() === document.uri.toString());
}
