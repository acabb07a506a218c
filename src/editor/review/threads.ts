import * as vscode from 'vscode';
import type { Hunk } from '../../engine/edit/hunk';
import { isWorthMeasuring } from './presentation/effectText';
import { hunkMarkdown } from './presentation/hunkMarkdown';
import { threadTitle } from './presentation/lensTitle';
import { escapeMarkdown } from './presentation/markdownText';
import { rationaleHead } from './presentation/rationaleText';
import type { ReviewSession } from './reviewSession';
import type { Reviews } from './reviews';
import { openHunks, type HunkPlace } from './state/selectors';
import { untrustedMarkdown } from './untrustedMarkdown';

/** Which hunk of which document a thread is about. */
export interface ThreadSubject {
  session: ReviewSession;
  hunkId: string;
}

interface HunkThread extends ThreadSubject {
  thread: vscode.CommentThread;
  /** What the thread shows, so that typing elsewhere doesn't redraw it. */
  body: string;
  replies: vscode.Comment[];
}

/** A comment thread under every open hunk; that of the active one is unfolded. */
export class ReviewThreads implements vscode.Disposable {
  private readonly controller = vscode.comments.createCommentController('redline', 'Redline');
  /** By session and hunk id. */
  private readonly threads = new Map<ReviewSession, Map<string, HunkThread>>();
  private readonly unfolded = new Map<ReviewSession, string | undefined>();
  private readonly subscription: vscode.Disposable;

  constructor(private readonly reviews: Reviews) {
    this.controller.options = {
      prompt: 'Reply to steer the next run',
      placeHolder: 'What should the optimizer do differently? Your answer goes into the next run.',
    };
    this.subscription = reviews.onDidChange(() => {
      this.update();
    });
    this.update();
  }

  /** What a thread handed to a command is about. */
  subjectOf(thread: vscode.CommentThread): ThreadSubject | undefined {
    return this.all().find((known) => known.thread === thread);
  }

  /** Unfolds a hunk's thread again after a person has folded it. */
  unfold({ session, hunkId }: ThreadSubject): void {
    const known = this.threads.get(session)?.get(hunkId);
    if (known !== undefined) known.thread.collapsibleState = vscode.CommentThreadCollapsibleState.Expanded;
  }

  /** Shows a person's reply under the explanation. */
  addReply({ session, hunkId }: ThreadSubject, text: string): void {
    const known = this.threads.get(session)?.get(hunkId);
    if (known === undefined) return;
    known.replies.push(comment('You', escapeMarkdown(text)));
    this.show(known);
  }

  dispose(): void {
    this.subscription.dispose();
    this.controller.dispose();
  }

  private all(): HunkThread[] {
    return [...this.threads.values()].flatMap((threads) => [...threads.values()]);
  }

  private update(): void {
    const sessions = this.reviews.all.filter(({ finished }) => !finished);
    for (const session of this.threads.keys()) if (!sessions.includes(session)) this.drop(session);
    for (const session of sessions) this.updateSession(session);
  }

  private updateSession(session: ReviewSession): void {
    const open = openHunks(session.state);
    const threads = this.threads.get(session) ?? new Map<string, HunkThread>();
    this.threads.set(session, threads);
    for (const [id, { thread }] of threads) {
      if (open.some(({ hunk }) => hunk.id === id)) continue;
      thread.dispose();
      threads.delete(id);
    }
    for (const place of open) {
      const known = threads.get(place.hunk.id);
      if (known === undefined) threads.set(place.hunk.id, this.create(session, place));
      else this.refresh(known, place);
    }
    this.unfoldActive(session, threads);
  }

  /** Folds and unfolds only when the active hunk changes: what a person folds stays folded. */
  private unfoldActive(session: ReviewSession, threads: ReadonlyMap<string, HunkThread>): void {
    if (this.unfolded.get(session) === session.active) return;
    this.unfolded.set(session, session.active);
    for (const [id, { thread }] of threads) thread.collapsibleState = foldedUnless(id === session.active);
  }

  private create(session: ReviewSession, place: HunkPlace): HunkThread {
    const { hunk } = place;
    // A thread that begins empty opens its reply box and takes the focus.
    const body = hunkMarkdown(hunk);
    const comments = [explanation(session, hunk, body)];
    const thread = this.controller.createCommentThread(
      session.document.uri,
      threadPlace(session, place),
      comments,
    );
    thread.collapsibleState = foldedUnless(session.active === hunk.id);
    thread.canReply = true;
    const known: HunkThread = { session, hunkId: hunk.id, thread, body, replies: [] };
    describe(known, place);
    return known;
  }

  private refresh(known: HunkThread, place: HunkPlace): void {
    const { thread, session } = known;
    const { hunk } = place;
    const range = threadPlace(session, place);
    if (thread.range === undefined || !thread.range.isEqual(range)) thread.range = range;
    const body = hunkMarkdown(hunk);
    if (body === known.body) return;
    known.body = body;
    describe(known, place);
    this.show(known);
  }

  private show({ thread, session, hunkId, body, replies }: HunkThread): void {
    const hunk = session.state.byId.get(hunkId);
    if (hunk !== undefined) thread.comments = [explanation(session, hunk, body), ...replies];
  }

  private drop(session: ReviewSession): void {
    for (const { thread } of this.threads.get(session)?.values() ?? []) thread.dispose();
    this.threads.delete(session);
    this.unfolded.delete(session);
  }
}

function describe({ thread, session }: HunkThread, { hunk, number }: HunkPlace): void {
  thread.label = threadTitle(hunk, number, session.state.hunks.length);
  thread.contextValue = isWorthMeasuring(hunk.effect) ? 'hunk measurable' : 'hunk';
}

function explanation({ run }: ReviewSession, { rationales }: Hunk, body: string): vscode.Comment {
  return comment(rationaleHead(rationales, run.method), body);
}

function comment(author: string, markdown: string): vscode.Comment {
  return { author: { name: author }, body: untrustedMarkdown(markdown), mode: vscode.CommentMode.Preview };
}

function foldedUnless(active: boolean): vscode.CommentThreadCollapsibleState {
  const { Expanded, Collapsed } = vscode.CommentThreadCollapsibleState;
  return active ? Expanded : Collapsed;
}

/**
 * The end of the last line of the old text: the editor opens a thread under the row that holds the thread's place, and
 * a place further left would open it in the middle of a wrapped paragraph.
 */
function threadPlace(session: ReviewSession, { start, end }: HunkPlace): vscode.Range {
  const range = session.range({ start, end });
  // Old text that ends with its line end would otherwise open the thread a line too low.
  const atLineStart = range.end.character === 0 && range.end.line > range.start.line;
  const line = atLineStart ? range.end.line - 1 : range.end.line;
  const column = session.lineLength(line);
  return new vscode.Range(line, column, line, column);
}
