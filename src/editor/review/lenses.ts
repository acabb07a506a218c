import * as vscode from 'vscode';
import { counted } from './presentation/counted';
import { isWorthMeasuring } from './presentation/effectText';
import { lensTitle, shortLensTitle } from './presentation/lensTitle';
import type { ReviewSession } from './reviewSession';
import type { Reviews } from './reviews';
import { openHunks, type HunkPlace } from './state/selectors';

/** Above the line of every open hunk: what it is, accept, reject and, where the effect is uncertain, measure more. */
export class ReviewLenses implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;
  private readonly subscription: vscode.Disposable;

  constructor(private readonly reviews: Reviews) {
    this.subscription = reviews.onDidChange(() => {
      this.changed.fire();
    });
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const session = this.reviews.inProgress(document.uri);
    if (session === undefined) return [];
    const lines = new Map<number, HunkPlace[]>();
    for (const place of openHunks(session.state)) {
      const { line } = session.range(place).start;
      lines.set(line, [...(lines.get(line) ?? []), place]);
    }
    return [...lines.values()].flatMap((places) => lensesOfLine(session, places));
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }
}

/** Characters that the lenses of one line may take: they don't wrap, and what is beyond the edge can't be clicked. */
const lineRoom = 110;

/**
 * All lenses of every hunk where there is room; else those of one hunk, the active one if it is on the line, and of the
 * others the titles, which make them the active one.
 */
function lensesOfLine(session: ReviewSession, places: readonly HunkPlace[]): vscode.CodeLens[] {
  const all = places.map((place) => ({ place, lenses: lensesFor(session, place) }));
  const length = all
    .flatMap(({ lenses }) => lenses)
    .reduce((sum, { command }) => sum + textLength(command), 0);
  if (length <= lineRoom) return all.flatMap(({ lenses }) => lenses);
  const chosen = places.find(({ hunk }) => hunk.id === session.active) ?? places[0];
  return all.flatMap(({ place, lenses }) => (place === chosen ? lenses : [shortLens(session, place)]));
}

/** With the bar that the editor puts between lenses. */
function textLength(command: vscode.Command | undefined): number {
  return (command?.title.length ?? 0) + ' | '.length;
}

function shortLens(session: ReviewSession, { hunk, number, start }: HunkPlace): vscode.CodeLens {
  return new vscode.CodeLens(session.range({ start, end: start }), {
    title: shortLensTitle(hunk, number),
    command: 'redline.review.show',
    tooltip: `${lensTitle(hunk, number)}. Show the whole edit, accept or reject it`,
    arguments: [hunk.id, session.document.uri],
  });
}

function lensesFor(session: ReviewSession, { hunk, number, start }: HunkPlace): vscode.CodeLens[] {
  const range = session.range({ start, end: start });
  const target = [hunk.id, session.document.uri];
  const lens = (title: string, command: string, tooltip: string): vscode.CodeLens =>
    new vscode.CodeLens(range, { title, command: `redline.review.${command}`, tooltip, arguments: target });
  return [
    lens(lensTitle(hunk, number), 'show', 'Show the whole edit and its explanation'),
    lens('Accept', 'accept', 'Put this edit into the text'),
    lens('Reject', 'reject', 'Leave the text as it is here'),
    ...(isWorthMeasuring(hunk.effect)
      ? [
          lens(
            `Measure more (${counted(hunk.effect.measureMoreCalls, 'call')})`,
            'measureMore',
            'Measure the effect of this edit with one more sample per example',
          ),
        ]
      : []),
  ];
}
