import * as vscode from 'vscode';
import { hunkMarkdown } from './presentation/hunkMarkdown';
import { threadTitle } from './presentation/lensTitle';
import { escapeMarkdown } from './presentation/markdownText';
import type { Reviews } from './reviews';
import { hunkPlaces, type HunkPlace } from './state/selectors';
import { untrustedMarkdown } from './untrustedMarkdown';

/** The explanation where the pointer or the cursor is, for those who have comments or lenses off. */
export class ReviewHover implements vscode.HoverProvider {
  constructor(private readonly reviews: Reviews) {}

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const session = this.reviews.inProgress(document.uri);
    if (session === undefined) return undefined;
    const offset = session.offset(position);
    const here = hunkPlaces(session.state).filter(
      ({ start, end, status }) =>
        start <= offset && offset <= end && (status === 'open' || status === 'stale'),
    );
    if (here.length === 0) return undefined;
    const total = session.state.hunks.length;
    return new vscode.Hover(here.map((place) => untrustedMarkdown(hoverText(place, total))));
  }
}

function hoverText({ hunk, number, status }: HunkPlace, total: number): string {
  const title = `**${escapeMarkdown(threadTitle(hunk, number, total))}**`;
  const stale =
    'The text was changed by hand here, so this edit is no longer offered. Undo the change to get it back.';
  return [title, ...(status === 'stale' ? [stale] : []), hunkMarkdown(hunk)].join('\n\n');
}
