import type { TextDocument } from 'vscode';
import { normaliseLineEnds } from '../engine/prompt/sourceText';

/** A document's text as the engine counts it: without BOM (the editor holds none), line ends as `\n`. */
export function normalizedText(document: TextDocument): string {
  return normaliseLineEnds(document.getText());
}
