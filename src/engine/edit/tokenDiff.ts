import { diffArrays } from 'diff';
import { settleChanges, type TokenChange } from './settleChanges';

/**
 * The shortest token diff (Myers, by jsdiff), each insertion and deletion settled at the most natural place.
 * Limited by edit length rather than by time, so that the answer never depends on the machine.
 *
 * @returns changes in order, at least one unchanged token between two; `undefined` when more than
 *   `maxEditLength` tokens were inserted and deleted.
 */
export function tokenDiff(
  oldTokens: readonly string[],
  newTokens: readonly string[],
  maxEditLength: number,
): TokenChange[] | undefined {
  const ids = new Map<string, number>();
  const idsOf = (tokens: readonly string[]) =>
    tokens.map((token) => ids.get(token) ?? (ids.set(token, ids.size), ids.size - 1));
  const oldIds = idsOf(oldTokens);
  const newIds = idsOf(newTokens);
  if (leastEditLength(oldIds, newIds, ids.size) > maxEditLength) return undefined;
  const parts = diffArrays(oldIds, newIds, { maxEditLength });
  return parts && settleChanges(changesOf(parts), oldTokens, newTokens);
}

/** Tokens that one side has more of must come or go wherever they stand: saves the search between unlike texts. */
function leastEditLength(oldIds: readonly number[], newIds: readonly number[], size: number): number {
  const surplus = new Int32Array(size);
  for (const id of oldIds) surplus[id]!++;
  for (const id of newIds) surplus[id]!--;
  return surplus.reduce((sum, count) => sum + Math.abs(count), 0);
}

function changesOf(parts: { count: number; added: boolean; removed: boolean }[]): TokenChange[] {
  const changes: TokenChange[] = [];
  let oldAt = 0;
  let newAt = 0;
  for (const part of parts) {
    const oldEnd = oldAt + (part.added ? 0 : part.count);
    const newEnd = newAt + (part.removed ? 0 : part.count);
    if (part.added || part.removed) {
      const last = changes.at(-1);
      if (last && last.oldEnd === oldAt && last.newEnd === newAt) Object.assign(last, { oldEnd, newEnd });
      else changes.push({ oldStart: oldAt, oldEnd, newStart: newAt, newEnd });
    }
    oldAt = oldEnd;
    newAt = newEnd;
  }
  return changes;
}
