import * as vscode from 'vscode';
import { counted } from './presentation/counted';
import { lensTitle } from './presentation/lensTitle';
import type { ReviewSession } from './reviewSession';
import type { Reviews } from './reviews';
import { openHunks, type HunkPlace } from './state/selectors';

/** Above the line of every open hunk: what it is, accept, reject and, where the effect is uncertain, measure more. */
export class ReviewLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #reviews: Reviews;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;
  readonly #subscription: vscode.Disposable;

  constructor(reviews: Reviews) {
    this.#reviews = reviews;
    this.#subscription = reviews.onDidChange(() => {
      this.#changed.fire();
    });
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const session = this.#reviews.inProgress(document.uri);
    return session === undefined
      ? []
      : openHunks(session.state).flatMap((place) => lensesFor(session, place));
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
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
    ...(hunk.effect?.verdict === 'uncertain' && hunk.effect.measureMoreCalls > 0
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
