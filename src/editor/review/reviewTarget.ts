import * as vscode from 'vscode';
import { reviewedDocument } from './candidateDocument';
import type { ReviewSession } from './reviewSession';
import type { Reviews } from './reviews';
import { hunkAtOrNearest, hunkEditedAt, hunkPlace, type HunkPlace } from './state/selectors';
import type { ReviewThreads } from './threads';
import { cursorOffset } from './visibleEditor';

/** What a review command may be handed: a hunk id (lens), a thread (its title), a document (editor title), nothing (key). */
export type CommandTarget = string | vscode.Uri | vscode.CommentThread | undefined;

export interface HunkTarget {
  session: ReviewSession;
  place: HunkPlace;
}

/** Finds what commands are about. */
export class ReviewTargets {
  constructor(
    private readonly reviews: Reviews,
    private readonly threads: ReviewThreads,
  ) {}

  /** The review of the named document, of the thread's, or of the active editor's. */
  session(target: CommandTarget, uri?: vscode.Uri): ReviewSession | undefined {
    if (target instanceof vscode.Uri) return this.reviews.get(reviewedDocument(target));
    if (isThread(target)) return this.threads.subjectOf(target)?.session;
    const named = uri ?? vscode.window.activeTextEditor?.document.uri;
    return named && this.reviews.get(reviewedDocument(named));
  }

  /**
   * The named hunk or the thread's, whatever its status; else the one at the cursor, also when it was edited by hand and
   * can't be decided on; else the open one nearest the cursor.
   */
  hunk(target: CommandTarget, uri?: vscode.Uri): HunkTarget | undefined {
    const session = this.session(target, uri);
    if (session === undefined) return undefined;
    const named = isThread(target) ? this.threads.subjectOf(target)?.hunkId : target;
    const place =
      typeof named === 'string'
        ? hunkPlace(session.state, named)
        : (hunkEditedAt(session.state, cursorOffset(session)) ??
          hunkAtOrNearest(session.state, cursorOffset(session), session.active));
    return place === undefined ? undefined : { session, place };
  }
}

function isThread(target: CommandTarget): target is vscode.CommentThread {
  return typeof target === 'object' && 'comments' in target;
}
