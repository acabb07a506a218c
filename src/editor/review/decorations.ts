import * as vscode from 'vscode';
import { createDecorationTypes, type DecorationTypes } from './decorationTypes';
import { ghostOf, type Ghost } from './presentation/ghostText';
import type { ReviewSession } from './reviewSession';
import type { Reviews } from './reviews';
import { hunkPlaces, type HunkPlace } from './state/selectors';

type Painted = Record<keyof DecorationTypes, vscode.DecorationOptions[]>;

/** Draws reviews into every visible editor that shows their documents. */
export class ReviewDecorations implements vscode.Disposable {
  private readonly types: DecorationTypes;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly reviews: Reviews,
    extensionUri: vscode.Uri,
  ) {
    this.types = createDecorationTypes(extensionUri);
    this.subscriptions = [
      reviews.onDidChange((uri) => {
        this.paint(
          vscode.window.visibleTextEditors.filter(
            ({ document }) => document.uri.toString() === uri.toString(),
          ),
        );
      }),
      vscode.window.onDidChangeVisibleTextEditors((editors) => {
        this.paint(editors);
      }),
    ];
    this.paint(vscode.window.visibleTextEditors);
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    for (const type of Object.values<vscode.TextEditorDecorationType>({ ...this.types })) type.dispose();
  }

  private paint(editors: readonly vscode.TextEditor[]): void {
    for (const editor of editors) {
      const painted = paint(this.reviews.inProgress(editor.document.uri));
      for (const name of Object.keys(painted) as (keyof Painted)[]) {
        editor.setDecorations(this.types[name], painted[name]);
      }
    }
  }
}

function paint(session: ReviewSession | undefined): Painted {
  const painted: Painted = { removed: [], ghost: [], accepted: [], stale: [], mark: [] };
  if (session === undefined) return painted;
  for (const place of hunkPlaces(session.state)) {
    const range = session.range(place);
    if (place.status === 'accepted') painted.accepted.push({ range });
    if (place.status === 'stale') painted.stale.push({ range });
    if (place.status === 'open') paintOpen(painted, session, place, range);
  }
  return painted;
}

function paintOpen(painted: Painted, session: ReviewSession, place: HunkPlace, range: vscode.Range): void {
  if (!range.isEmpty) painted.removed.push({ range });
  painted.mark.push({ range: new vscode.Range(range.start, range.start) });
  const end = visibleEnd(session, range);
  const ghost = ghostOf(place.hunk, place.number, session.lineLength(end.line), wrapColumn(session));
  painted.ghost.push({
    range: new vscode.Range(end, end),
    renderOptions: { after: ghostAttachment(ghost) },
  });
}

/** Where old text ends for the eye: a line end of its own is not on the next line. */
function visibleEnd(session: ReviewSession, { start, end }: vscode.Range): vscode.Position {
  if (end.character > 0 || end.line === start.line) return end;
  return new vscode.Position(end.line - 1, session.lineLength(end.line - 1));
}

/** The column at which a person has lines wrapped; the width of the window is not to be had. */
function wrapColumn({ document }: ReviewSession): number | undefined {
  const settings = vscode.workspace.getConfiguration('editor', document);
  const wrapsAtColumn = ['wordWrapColumn', 'bounded'].includes(settings.get('wordWrap', 'off'));
  return wrapsAtColumn ? settings.get<number>('wordWrapColumn') : undefined;
}

function ghostAttachment({ kind, text }: Ghost): vscode.ThemableDecorationAttachmentRenderOptions {
  // Ordinary spaces at the ends of an attachment collapse.
  const contentText = text.replaceAll(' ', '\u00a0');
  if (kind === 'deletion') return { contentText, color: new vscode.ThemeColor('descriptionForeground') };
  return {
    contentText,
    margin: '0 0 0 2px',
    backgroundColor: new vscode.ThemeColor('diffEditor.insertedTextBackground'),
    // High contrast has borders in place of backgrounds; in other themes the colour is none.
    border: '1px solid',
    borderColor: new vscode.ThemeColor('diffEditor.insertedTextBorder'),
  };
}
