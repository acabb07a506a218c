import * as vscode from 'vscode';
import { showCandidate } from './candidateDocument';
import { measuredAnnouncement } from './presentation/announcements';
import { threadTitle } from './presentation/lensTitle';
import type { ReviewActions } from './reviewActions';
import type { Reviews } from './reviews';
import type { ReviewServices } from './reviewServices';
import type { CommandTarget, ReviewTargets } from './reviewTarget';
import type { ReviewThreads, ThreadSubject } from './threads';

type Handler = (target: CommandTarget, uri?: vscode.Uri) => unknown;

/** Registers `redline.review.*`. Without a target a command is about the active editor and the hunk at its cursor. */
export function registerReviewCommands(
  reviews: Reviews,
  actions: ReviewActions,
  targets: ReviewTargets,
  threads: ReviewThreads,
  services: ReviewServices,
): vscode.Disposable {
  const handlers: Record<string, Handler> = {
    next: (target) => {
      actions.go('next', target);
    },
    previous: (target) => {
      actions.go('previous', target);
    },
    show: (target, uri) => {
      actions.show(target, uri);
      const found = targets.hunk(target, uri);
      if (found !== undefined) threads.unfold({ session: found.session, hunkId: found.place.hunk.id });
    },
    accept: (target, uri) => actions.decide('Accepted', target, uri),
    reject: (target, uri) => actions.decide('Rejected', target, uri),
    acceptAll: (target) => actions.decideAll('Accepted', target),
    rejectAll: (target) => actions.decideAll('Rejected', target),
    undoDecision: (target) => actions.undoDecision(target),
    stop: (target) => actions.end(target),
    showCandidate: async (target) => {
      const session = targets.session(target);
      if (session !== undefined) await showCandidate(session);
    },
    measureMore: (target, uri) => measureMore(reviews, targets, services, target, uri),
  };
  const registrations = Object.entries(handlers).map(([name, handler]) =>
    vscode.commands.registerCommand(`redline.review.${name}`, handler),
  );
  const reply = vscode.commands.registerCommand('redline.review.reply', (sent?: vscode.CommentReply) =>
    sent === undefined ? askForReply(targets, threads, services) : replyIn(threads, services, sent),
  );
  return vscode.Disposable.from(...registrations, reply);
}

async function measureMore(
  reviews: Reviews,
  targets: ReviewTargets,
  services: ReviewServices,
  target: CommandTarget,
  uri?: vscode.Uri,
): Promise<void> {
  const found = targets.hunk(target, uri);
  if (found === undefined) return;
  const { session, place } = found;
  try {
    const { document, run, state } = session;
    const measured = await services.measureMore(document.uri.fsPath, state.text, run.runId, place.hunk.id);
    if (measured === undefined) return;
    await reviews.measured(session, measured);
    services.announce(measuredAnnouncement(place.number, measured.effect));
  } catch (error) {
    services.showError(error);
  }
}

function replyIn(
  threads: ReviewThreads,
  services: ReviewServices,
  { thread, text }: vscode.CommentReply,
): void {
  const subject = threads.subjectOf(thread);
  if (subject !== undefined) replyTo(subject, threads, services, text);
}

/** For those who have comments off. */
async function askForReply(
  targets: ReviewTargets,
  threads: ReviewThreads,
  services: ReviewServices,
): Promise<void> {
  const found = targets.hunk(undefined);
  if (found === undefined) return;
  const { session, place } = found;
  const text = await vscode.window.showInputBox({
    title: `Reply to ${threadTitle(place.hunk, place.number, session.state.hunks.length)}`,
    prompt: 'What should the optimizer do differently? Your answer goes into the next run.',
  });
  if (text !== undefined) replyTo({ session, hunkId: place.hunk.id }, threads, services, text);
}

function replyTo(
  subject: ThreadSubject,
  threads: ReviewThreads,
  services: ReviewServices,
  text: string,
): void {
  if (text.trim() === '') return;
  threads.addReply(subject, text);
  void services.onReply(subject.session.document.uri.fsPath, text);
}
