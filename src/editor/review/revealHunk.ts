import * as vscode from 'vscode';
import type { ReviewSession } from './reviewSession';
import type { HunkPlace } from './state/selectors';
import { editorOf } from './visibleEditor';

/** Makes a hunk the active one, puts the cursor at its start and brings it into view. Takes no focus. */
export function revealHunk(session: ReviewSession, place: HunkPlace): void {
  session.activate(place.hunk.id);
  const editor = editorOf(session);
  if (editor === undefined) return;
  const range = session.range(place);
  editor.selection = new vscode.Selection(range.start, range.start);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
