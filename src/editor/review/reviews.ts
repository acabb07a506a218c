import * as vscode from 'vscode';
import type { Hunk } from '../../engine/edit/hunk';
import { RedlineError } from '../../engine/errors';
import type { RunResult } from '../../engine/run/runResult';
import { normalizedText } from '../normalizedText';
import { staleAnnouncement } from './presentation/announcements';
import { counted } from './presentation/counted';
import { ReviewSession, type ReviewedRun } from './reviewSession';
import { ReviewStore } from './reviewStore';
import { cursorOffset } from './visibleEditor';
import { accept, reject, undoDecision } from './state/decide';
import { changeContent, createReview, type ReviewState } from './state/reviewState';
import {
  candidateText,
  hunkAtOrNearest,
  hunkCounts,
  hunkPlaces,
  openHunkAt,
  openHunks,
  type HunkCounts,
} from './state/selectors';

/** A review in which every hunk is decided. */
export interface ReviewSummary {
  uri: vscode.Uri;
  run: ReviewedRun;
  counts: HunkCounts;
  /** The document's text, line ends as `\n`. */
  text: string;
  /** What the review began with, and what accepting everything would have led to. */
  seedPrompt: string;
  finalPrompt: string;
}

/** Every document under review. */
export class Reviews implements vscode.Disposable {
  private readonly sessions = new Map<string, ReviewSession>();
  private readonly store: ReviewStore;
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly finished = new vscode.EventEmitter<ReviewSummary>();
  private readonly disposables: vscode.Disposable[];

  /** Fires when anything to be shown of a document's review has changed, its end included. */
  readonly onDidChange = this.changed.event;
  /** Fires once for every review, when its last hunk is decided; again only if an undo opened one meanwhile. */
  readonly onDidFinish = this.finished.event;

  constructor(
    memento: vscode.Memento,
    private readonly announce: (text: string) => void,
  ) {
    this.store = new ReviewStore(memento);
    const { workspace } = vscode;
    this.disposables = [
      ...[this.changed, this.finished],
      workspace.onDidChangeTextDocument((event) => {
        this.follow(event);
      }),
      vscode.window.onDidChangeTextEditorSelection((event) => {
        this.followCursor(event);
      }),
      workspace.onDidOpenTextDocument((document) => void this.restore(document)),
      workspace.onDidSaveTextDocument((document) => void this.save(this.get(document.uri))),
      workspace.onDidCloseTextDocument((document) => void this.close(document)),
    ];
  }

  /** What the keys would decide on is what stands open: a cursor put into a hunk makes it the active one. */
  private followCursor({ textEditor, selections }: vscode.TextEditorSelectionChangeEvent): void {
    const session = this.inProgress(textEditor.document.uri);
    const [selection] = selections;
    if (session === undefined || selection === undefined) return;
    const here = openHunkAt(session.state, session.offset(selection.active), session.active);
    if (here !== undefined && here.hunk.id !== session.active) session.activate(here.hunk.id);
  }

  /** A hunk that stops being offered goes from the screen while the person types: that needs a word. */
  private follow(event: vscode.TextDocumentChangeEvent): void {
    const session = this.get(event.document.uri);
    if (session === undefined) return;
    const before = new Set(openHunks(session.state).map(({ hunk }) => hunk.id));
    session.follow(event);
    const stale = hunkPlaces(session.state).filter(
      ({ hunk, status }) => status === 'stale' && before.has(hunk.id),
    );
    if (stale.length > 0) this.announce(staleAnnouncement(stale.map(({ number }) => number)));
  }

  /** Every session, those that are finished included. */
  get all(): ReviewSession[] {
    return [...this.sessions.values()];
  }

  get(uri: vscode.Uri | undefined): ReviewSession | undefined {
    return uri === undefined ? undefined : this.sessions.get(uri.toString());
  }

  /** The session of a document in which there is something left to decide. */
  inProgress(uri: vscode.Uri | undefined): ReviewSession | undefined {
    const session = this.get(uri);
    return session === undefined || session.finished ? undefined : session;
  }

  /**
   * Puts a run's hunks up for review in the document, in place of a review that it may be under. A document edited
   * since the run began is fine: hunks whose text is gone are stale from the start.
   * @throws RedlineError (`internal`) when the result contradicts itself.
   */
  async start(result: RunResult, document: vscode.TextDocument): Promise<ReviewSession | undefined> {
    if (result.hunks.length === 0) return undefined;
    const fresh = createReview(result.seedPrompt, result.hunks);
    if (candidateText(fresh) !== result.finalPrompt) throw incomplete(result);
    if (result.base.eol === 'mixed') warnOfMixedLineEnds(document);
    const text = normalizedText(document);
    const state = changeContent(fresh, [{ start: 0, end: fresh.text.length, text }]);
    const session = this.add(document, { runId: result.runId, method: result.method }, state);
    // The cursor stays where it is: the person may be typing when a run ends.
    session.activate(hunkAtOrNearest(state, cursorOffset(session))?.hunk.id);
    await this.save(session);
    this.announce(startText(hunkCounts(state)));
    return session;
  }

  /** Takes up the review that a document was under when it was last open. */
  async restore(document: vscode.TextDocument): Promise<void> {
    if (this.get(document.uri) !== undefined) return;
    const stored = await this.store.load(document.uri, normalizedText(document));
    if (stored.kind === 'damaged') {
      this.announce(
        'The review that this file was under could not be read back. Optimize again to get edits.',
      );
    }
    if (stored.kind !== 'review' || document.isClosed || this.get(document.uri) !== undefined) return;
    if (openHunks(stored.state).length > 0) this.add(document, stored.run, stored.state);
    else await this.store.remove(document.uri);
  }

  accept(session: ReviewSession, ids: readonly string[]): Promise<readonly string[]> {
    return this.carryOut(session, (state) => accept(state, ids));
  }

  reject(session: ReviewSession, ids: readonly string[]): Promise<readonly string[]> {
    return this.carryOut(session, (state) => reject(state, ids));
  }

  undoDecision(session: ReviewSession): Promise<readonly string[]> {
    return this.carryOut(session, undoDecision);
  }

  /**
   * Takes in a new measurement of a hunk. Measuring takes long: the document may have been opened anew meanwhile, and a
   * review that has ended, or has given way to another run's, must not come back by being saved.
   */
  async measured({ document, run }: ReviewSession, hunk: Hunk): Promise<void> {
    const session = this.get(document.uri);
    if (session?.run.runId !== run.runId) return;
    session.measured(hunk);
    await this.save(session);
  }

  /** Ends a review; what is accepted stays, what is open is no longer offered. */
  async end(session: ReviewSession): Promise<void> {
    this.remove(session);
    await this.store.remove(session.document.uri);
  }

  dispose(): void {
    for (const session of this.all) this.remove(session);
    for (const disposable of this.disposables) disposable.dispose();
  }

  private async carryOut(
    session: ReviewSession,
    decision: Parameters<ReviewSession['decide']>[0],
  ): Promise<readonly string[]> {
    const hunkIds = await session.decide(decision);
    if (hunkIds.length === 0) return hunkIds;
    if (openHunks(session.state).length === 0) await this.finishSession(session);
    else await this.save(session);
    return hunkIds;
  }

  private async finishSession(session: ReviewSession): Promise<void> {
    const { document, run, state } = session;
    session.finish();
    await this.store.remove(document.uri);
    this.finished.fire({
      ...{ uri: document.uri, run, counts: hunkCounts(state), text: state.text },
      ...{ seedPrompt: state.base, finalPrompt: candidateText(state) },
    });
  }

  private add(document: vscode.TextDocument, run: ReviewedRun, state: ReviewState): ReviewSession {
    const earlier = this.get(document.uri);
    if (earlier !== undefined) this.remove(earlier);
    const session = new ReviewSession(document, run, state);
    session.onDidChange(() => {
      this.changed.fire(document.uri);
    });
    this.sessions.set(document.uri.toString(), session);
    this.changed.fire(document.uri);
    return session;
  }

  private remove(session: ReviewSession): void {
    this.sessions.delete(session.document.uri.toString());
    session.dispose();
    this.changed.fire(session.document.uri);
  }

  private async save(session: ReviewSession | undefined): Promise<void> {
    // A decision that was still being carried out when its review ended is not a reason to keep the review.
    if (session === undefined || session.finished || this.get(session.document.uri) !== session) return;
    await this.store.save(session.document.uri, session.run, session.state);
  }

  private async close(document: vscode.TextDocument): Promise<void> {
    const session = this.get(document.uri);
    if (session === undefined) return;
    this.remove(session);
    if (!session.finished) await this.store.save(document.uri, session.run, session.state);
  }
}

function startText({ total, stale }: HunkCounts): string {
  const edits = `${counted(total, 'suggested edit')} to review.`;
  return stale === 0 ? edits : `${edits} ${stale} no longer fit: the text was changed meanwhile.`;
}

function incomplete({ runId }: RunResult): RedlineError {
  return new RedlineError(
    'internal',
    `The edits of run ${runId} don't add up to its final prompt.`,
    {},
    'Run the optimization again.',
  );
}

function warnOfMixedLineEnds(document: vscode.TextDocument): void {
  const name = vscode.workspace.asRelativePath(document.uri);
  void vscode.window.showWarningMessage(
    `${name} mixes line ends. VS Code makes them all alike when it saves; the redline command keeps them as they are.`,
  );
}
