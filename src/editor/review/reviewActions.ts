import type * as vscode from 'vscode';
import { decisionAnnouncement, refusalAnnouncement, type DecisionVerb } from './presentation/announcements';
import { lensTitle } from './presentation/lensTitle';
import type { ReviewSession } from './reviewSession';
import type { Reviews } from './reviews';
import type { ReviewServices } from './reviewServices';
import type { CommandTarget, ReviewTargets } from './reviewTarget';
import { cursorOffset } from './visibleEditor';
import { revealHunk } from './revealHunk';
import { hunkCounts, hunkPlace, nextHunk, openHunks, previousHunk, type HunkPlace } from './state/selectors';

const noReview = 'No suggested edits are open in this editor.';

/** What the review commands do: decide, say so, and go on to the next hunk. */
export class ReviewActions {
  constructor(
    private readonly reviews: Reviews,
    private readonly targets: ReviewTargets,
    private readonly announce: ReviewServices['announce'],
  ) {}

  show(target: CommandTarget, uri?: vscode.Uri): void {
    const found = this.targets.hunk(target, uri);
    if (found === undefined) this.announce(noReview);
    else this.goTo(found.session, found.place);
  }

  go(direction: 'next' | 'previous', target: CommandTarget): void {
    const session = this.targets.session(target);
    const find = direction === 'next' ? nextHunk : previousHunk;
    const place = session && find(session.state, cursorOffset(session), session.active);
    if (session === undefined || place === undefined) this.announce(noReview);
    else this.goTo(session, place);
  }

  /** Decides on one hunk. */
  async decide(verb: 'Accepted' | 'Rejected', target: CommandTarget, uri?: vscode.Uri): Promise<void> {
    const found = this.targets.hunk(target, uri);
    if (found === undefined) {
      this.announce(noReview);
      return;
    }
    const { session, place } = found;
    if (place.status !== 'open') {
      this.announce(refusalAnnouncement(place.number, place.status));
      return;
    }
    await this.carryOut(session, verb, [place.hunk.id]);
  }

  /** Decides on every open hunk as one decision and, when accepting, one undo stop. */
  async decideAll(verb: 'Accepted' | 'Rejected', target: CommandTarget): Promise<void> {
    const session = this.targets.session(target);
    const ids = session === undefined ? [] : openHunks(session.state).map(({ hunk }) => hunk.id);
    if (session === undefined || ids.length === 0) this.announce(noReview);
    else await this.carryOut(session, verb, ids);
  }

  async undoDecision(target: CommandTarget): Promise<void> {
    const session = this.targets.session(target);
    const ids = session === undefined ? [] : await this.reviews.undoDecision(session);
    if (session === undefined || ids.length === 0) {
      this.announce('There is no decision to take back.');
      return;
    }
    this.announceDecision(session, 'Took back', ids);
    const first = openHunks(session.state).find(({ hunk }) => ids.includes(hunk.id));
    if (first !== undefined) revealHunk(session, first);
  }

  async end(target: CommandTarget): Promise<void> {
    const session = this.targets.session(target);
    if (session === undefined) {
      this.announce(noReview);
      return;
    }
    const { open } = hunkCounts(session.state);
    await this.reviews.end(session);
    this.announce(`Review ended. ${open} undecided; the text stays as it is.`);
  }

  private async carryOut(
    session: ReviewSession,
    verb: 'Accepted' | 'Rejected',
    ids: readonly string[],
  ): Promise<void> {
    const [first] = ids;
    const start = first === undefined ? undefined : hunkPlace(session.state, first)?.start;
    const decided = await this.reviews[verb === 'Accepted' ? 'accept' : 'reject'](session, ids);
    if (decided.length === 0) {
      this.announce('The editor refused the edit; nothing has changed. Is the file read-only?');
      return;
    }
    this.announceDecision(session, verb, decided);
    const next = nextHunk(session.state, start ?? 0);
    if (next !== undefined) revealHunk(session, next);
  }

  private announceDecision(session: ReviewSession, verb: DecisionVerb, ids: readonly string[]): void {
    const numbers = ids.flatMap((id) => hunkPlace(session.state, id)?.number ?? []);
    this.announce(decisionAnnouncement(verb, numbers, hunkCounts(session.state)));
  }

  private goTo(session: ReviewSession, place: HunkPlace): void {
    revealHunk(session, place);
    this.announce(`${lensTitle(place.hunk, place.number)}, ${place.number} of ${session.state.hunks.length}`);
  }
}
