import { RedlineError } from '../errors';
import type { Edit } from '../optimize/proposal';

/** An edit with the place in its parent text where it was applied. */
export interface PlacedEdit {
  edit: Edit;
  /** Offset of `edit.find` in the text that the edits before it gave. */
  at: number;
}

/** Ways to place the edits that are tried before giving up. */
const MAX_TRIES = 20_000;

/**
 * Finds where each edit was applied on the way from `parent` to `child`. What an edit finds is unique within the
 * editable spans, not in the whole text (it may stand in front matter too), so the places are chosen that lead
 * to the child.
 *
 * @throws RedlineError (internal) when no choice of places gives the child
 */
export function replayEdits(parent: string, edits: readonly Edit[], child: string): PlacedEdit[] {
  let tries = 0;
  const placesFrom = (text: string, index: number): PlacedEdit[] | undefined => {
    const edit = edits[index];
    if (!edit) return text === child ? [] : undefined;
    const find = edit.find.replace(/\r\n?/g, '\n');
    const replace = edit.replace.replace(/\r\n?/g, '\n');
    for (let at = text.indexOf(find); at !== -1; at = text.indexOf(find, at + 1)) {
      if (++tries > MAX_TRIES) return undefined;
      const rest = placesFrom(text.slice(0, at) + replace + text.slice(at + find.length), index + 1);
      if (rest) return [{ edit: { ...edit, find, replace }, at }, ...rest];
    }
    return undefined;
  };
  const placed = placesFrom(parent, 0);
  if (placed) return placed;
  throw new RedlineError('internal', 'The edits of a candidate do not lead from its parent to its text.');
}
