import type { Memento, Uri } from 'vscode';
import { z } from 'zod';
import { persistedStateSchema, persistState, restoreState } from './state/persistedReview';
import type { ReviewState } from './state/reviewState';
import type { ReviewedRun } from './reviewSession';

const recordSchema = z.object({
  schemaVersion: z.literal(1),
  runId: z.string(),
  method: z.string(),
  state: persistedStateSchema,
});

export type StoredReview =
  | { kind: 'none' }
  /** The record can't be used; it has been removed. */
  | { kind: 'damaged' }
  | { kind: 'review'; run: ReviewedRun; state: ReviewState };

/** Reviews that outlive a reload of the window, by document. */
export class ReviewStore {
  constructor(private readonly memento: Memento) {}

  async save(uri: Uri, run: ReviewedRun, state: ReviewState): Promise<void> {
    const record: z.infer<typeof recordSchema> = { schemaVersion: 1, ...run, state: persistState(state) };
    await this.memento.update(keyOf(uri), record);
  }

  async remove(uri: Uri): Promise<void> {
    await this.memento.update(keyOf(uri), undefined);
  }

  /** The review of this document as it was left, carried over to the text that it has now. */
  async load(uri: Uri, text: string): Promise<StoredReview> {
    const stored = this.memento.get<unknown>(keyOf(uri));
    if (stored === undefined) return { kind: 'none' };
    const record = recordSchema.safeParse(stored).data;
    const state = record === undefined ? undefined : restoreState(record.state, text);
    if (record !== undefined && state !== undefined) {
      return { kind: 'review', run: { runId: record.runId, method: record.method }, state };
    }
    await this.remove(uri);
    return { kind: 'damaged' };
  }
}

function keyOf(uri: Uri): string {
  return `redline.review:${uri.toString()}`;
}
