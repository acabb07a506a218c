import * as vscode from 'vscode';
import type { Hunk } from '../../engine/edit/hunk';
import { normaliseLineEnds } from '../../engine/prompt/sourceText';
import type { Span } from '../../engine/prompt/span';
import { normalizedText } from '../normalizedText';
import { LineIndex } from './lineIndex';
import type { Decided } from './state/decide';
import { changeContent, replaceHunk, type ReviewState } from './state/reviewState';
import { hunkPlace, openHunks } from './state/selectors';
import type { TextChange } from './state/textChange';

/** Which run a review is of. */
export interface ReviewedRun {
  runId: string;
  method: string;
}

/**
 * One document under review. Holds the state, follows the document, and carries decisions out in it. The document is
 * edited for an accepted hunk, or for taking one back, and never otherwise.
 */
export class ReviewSession implements vscode.Disposable {
  /** The hunk whose thread is open. */
  private activeId: string | undefined;
  private current: ReviewState;
  private lines: LineIndex;
  /** True from the last decision on, until an undo in the editor opens a hunk again. */
  private allDecided = false;
  private queue: Promise<unknown> = Promise.resolve();
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;

  constructor(
    readonly document: vscode.TextDocument,
    readonly run: ReviewedRun,
    state: ReviewState,
  ) {
    this.current = state;
    this.lines = new LineIndex(state.text);
    this.activeId = openHunks(state)[0]?.hunk.id;
  }

  get state(): ReviewState {
    return this.current;
  }

  get finished(): boolean {
    return this.allDecided;
  }

  get active(): string | undefined {
    return this.activeId;
  }

  /** Makes a hunk the one whose thread is open; `undefined` for none. */
  activate(id: string | undefined): void {
    this.activeId = id;
    this.changed.fire();
  }

  finish(): void {
    this.allDecided = true;
    this.activate(undefined);
  }

  /** Follows an edit of the document. */
  follow({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const changes = contentChanges.map(({ range, text }) => ({
      start: this.lines.offsetAt(range.start),
      end: this.lines.offsetAt(range.end),
      text: normaliseLineEnds(text),
    }));
    try {
      this.set(changeContent(this.current, changes));
    } catch (error) {
      // We were out of step with the document; aligning puts that right.
      if (!(error instanceof RangeError)) throw error;
    }
    this.align(document);
  }

  /** A hunk with a new measurement of its effect. */
  measured(hunk: Hunk): void {
    this.set(replaceHunk(this.current, hunk));
  }

  /**
   * Decides by one of the reducer's functions and carries the edit out as one undo stop, whether or not the document
   * is visible. Decisions wait for one another.
   * @returns the ids that were decided; none when the editor refused the edit, and then nothing has changed.
   */
  decide(decision: (state: ReviewState) => Decided): Promise<readonly string[]> {
    const decided = this.queue.then(() => this.carryOut(decision));
    this.queue = decided.catch(() => undefined);
    return decided;
  }

  range({ start, end }: Span): vscode.Range {
    const from = this.lines.positionAt(start);
    const to = this.lines.positionAt(end);
    return new vscode.Range(from.line, from.character, to.line, to.character);
  }

  offset(position: vscode.Position): number {
    return this.lines.offsetAt(position);
  }

  lineLength(line: number): number {
    return this.lines.lengthOf(line);
  }

  dispose(): void {
    this.changed.dispose();
  }

  private async carryOut(decision: (state: ReviewState) => Decided): Promise<readonly string[]> {
    this.align(this.document);
    const before = this.current;
    const { state, changes, ids } = decision(before);
    // Set first, so that the document's own report of the edit meets the decided state.
    this.current = state;
    if (changes.length > 0 && !(await this.edit(changes))) {
      this.current = { ...this.current, decisions: before.decisions };
      return [];
    }
    this.align(this.document);
    if (changes.length === 0) this.set(state);
    return ids;
  }

  private async edit(changes: readonly TextChange[]): Promise<boolean> {
    const edit = new vscode.WorkspaceEdit();
    for (const change of changes) edit.replace(this.document.uri, this.range(change), change.text);
    return vscode.workspace.applyEdit(edit);
  }

  /** What the review believes and what the document holds must never differ: an accept would land elsewhere. */
  private align(document: vscode.TextDocument): void {
    const text = normalizedText(document);
    if (text === this.current.text) return;
    this.set(changeContent(this.current, [{ start: 0, end: this.current.text.length, text }]));
  }

  private set(state: ReviewState): void {
    this.current = state;
    this.lines = new LineIndex(state.text);
    const open = openHunks(state);
    if (open.length > 0) this.allDecided = false;
    if (this.activeId !== undefined && hunkPlace(state, this.activeId)?.status !== 'open')
      this.activeId = undefined;
    this.changed.fire();
  }
}
