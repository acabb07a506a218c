import * as vscode from 'vscode';
import type { ProgressParams } from '../server/protocol';

export type OperationKind = 'evaluate' | 'optimize' | 'score subset' | 'measure';

/** What is being done, as a sentence about it says. */
export const OPERATION_TITLES: Record<OperationKind, string> = {
  evaluate: 'evaluating',
  optimize: 'optimizing',
  'score subset': 'scoring the accepted edits',
  measure: 'measuring an edit',
};

/** Something long under way: what it is, how far it is, and how to stop it. */
export interface Operation {
  id: string;
  kind: OperationKind;
  promptPath: string;
  taskFile: string;
  progress: ProgressParams | null;
}

/** Everything under way, for the status bar and the panel. One operation a prompt at a time. */
export class Operations implements vscode.Disposable {
  private readonly running = new Map<
    string,
    { operation: Operation; cancellation: vscode.CancellationTokenSource }
  >();
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private count = 0;

  get current(): Operation[] {
    return [...this.running.values()].map(({ operation }) => operation);
  }

  forPrompt(promptPath: string): Operation | undefined {
    return this.current.find((operation) => operation.promptPath === promptPath);
  }

  /** Runs `work` as an operation that `stop` can cancel; it is listed until `work` settles. */
  async run<T>(
    about: Pick<Operation, 'kind' | 'promptPath' | 'taskFile'>,
    work: (operation: string, token: vscode.CancellationToken) => Promise<T>,
  ): Promise<T> {
    const id = `${about.kind}-${(this.count += 1)}`;
    const cancellation = new vscode.CancellationTokenSource();
    this.running.set(id, { operation: { id, ...about, progress: null }, cancellation });
    this.changed.fire();
    try {
      return await work(id, cancellation.token);
    } finally {
      this.running.delete(id);
      cancellation.dispose();
      this.changed.fire();
    }
  }

  report(progress: ProgressParams): void {
    const entry = this.running.get(progress.operation);
    if (!entry) return;
    entry.operation.progress = progress;
    this.changed.fire();
  }

  /** Stops one operation, or all of them. */
  stop(id?: string): void {
    for (const [key, { cancellation }] of this.running) {
      if (id === undefined || key === id) cancellation.cancel();
    }
  }

  dispose(): void {
    this.stop();
    this.changed.dispose();
  }
}
