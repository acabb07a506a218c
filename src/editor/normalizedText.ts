import type { TextDocument } from 'vscode';

/** A document's text as the engine counts it: without BOM (the editor holds none), line ends as `\n`. */
export function normalizedText(document: TextDocument): string {
  return document.getText().replace(/\r\n?/g, '\n');
}
