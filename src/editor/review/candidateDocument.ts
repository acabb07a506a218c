import * as vscode from 'vscode';
import { methodTitle } from './presentation/rationaleText';
import type { ReviewSession } from './reviewSession';
import type { Reviews } from './reviews';
import { candidateText } from './state/selectors';

const candidateScheme = 'redline-candidate';

/** The whole candidate as a read-only document, for VS Code's own diff. */
export class CandidateDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #reviews: Reviews;
  readonly #registration: vscode.Disposable;

  constructor(reviews: Reviews) {
    this.#reviews = reviews;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(candidateScheme, this);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const session = this.#reviews.get(vscode.Uri.parse(uri.query, true));
    return session === undefined ? '' : candidateText(session.state);
  }

  dispose(): void {
    this.#registration.dispose();
  }
}

/** Shows the document as it is now beside the candidate. */
export async function showCandidate({ document, run }: ReviewSession): Promise<void> {
  // The run in the fragment keeps an earlier run's text, which the editor may still hold, from being shown again.
  const candidate = vscode.Uri.from({
    scheme: candidateScheme,
    path: document.uri.path,
    query: document.uri.toString(),
    fragment: run.runId,
  });
  const name = vscode.workspace.asRelativePath(document.uri);
  await vscode.commands.executeCommand(
    'vscode.diff',
    document.uri,
    candidate,
    `${name}: now ↔ suggested by ${methodTitle(run.method)}`,
  );
}
