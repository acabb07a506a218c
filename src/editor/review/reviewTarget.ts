import * as vscode from 'vscode';
import type { ReviewSession } from './reviewSession';
import type { Reviews } from './reviews';
import { hunkAtOrNearest, hunkPlace, type HunkPlace } from './state/selectors';
import type { ReviewThreads } from './threads';

/** What a review command may be handed: a hunk id (lens), a thread (its title), a document (editor title), nothing (key). */
export type CommandTarget = string | vscode.Uri | vscode.CommentThread | undefined;

export interface HunkTarget {
  session: ReviewSession;
  place: HunkPlace;
}

/** Finds what commands are about. */
export class ReviewTargets {
  readonly #reviews: Reviews;
  readonly #threads: ReviewThreads;

  constructor(reviews: Reviews, threads: ReviewThreads) {
    this.#reviews = reviews;
    this.#threads = threads;
  }

  /** The review of the named document, of the thread's, or of the active editor's. */
  session(target: CommandTarget, uri?: vscode.Uri): ReviewSession | undefined {
    if (target instanceof vscode.Uri) return this.#reviews.get(target);
    if (isThread(target)) return this.#threads.subjectOf(target)?.session;
    return this.#reviews.get(uri ?? vscode.window.activeTextEditor?.document.uri);
  }

  /** The named hunk or the thread's, whatever its status; else the open one at or nearest the cursor. */
  hunk(target: CommandTarget, uri?: vscode.Uri): HunkTarget | undefined {
    const session = this.session(target, uri);
    if (session === undefined) return undefined;
    const named = isThread(target) ? this.#threads.subjectOf(target)?.hunkId : target;
    const place =
      typeof named === 'string'
        ? hunkPlace(session.state, named)
        : hunkAtOrNearest(session.state, cursorOffset(session), session.active);
    return place === undefined ? undefined : { session, place };
  }
}

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

function isThread(target: CommandTarget): target is vscode.CommentThread {
  return typeof target === 'object' && 'comments' in target;
}
