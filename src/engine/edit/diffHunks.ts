import { createHash } from 'node:crypto';
import type { Span } from '../prompt/span';
import { segmentsBetweenAnchors } from './anchors';
import { groupChanges, type Granularity } from './groupChanges';
import type { Hunk } from './hunk';
import { wordDiff, type Change } from './wordDiff';

/** What a diff needs of a prompt file. */
export interface EditableText {
  text: string;
  editable: readonly Span[];
}

/**
 * The readable edits that turn `base` into `candidateText`: ordered, not overlapping, at least one unchanged
 * character between two, without rationales and effects. Applying all of them gives the candidate exactly, also
 * where it changes something outside the editable spans; whether it may is checked elsewhere.
 */
export function diffHunks(
  base: EditableText,
  candidateText: string,
  { granularity = 'clause' }: { granularity?: Granularity } = {},
): Hunk[] {
  const changes = anchoredDiff(base, candidateText);
  return groupChanges(base.text, changes, base.editable, granularity).map((change) =>
    toHunk(base.text, change),
  );
}

/** Word diff between the protected texts that both sides share. */
function anchoredDiff({ text, editable }: EditableText, candidateText: string): Change[] {
  return segmentsBetweenAnchors(text, candidateText, editable).flatMap((segment) =>
    wordDiff(
      text.slice(segment.base.start, segment.base.end),
      candidateText.slice(segment.next.start, segment.next.end),
    ).map(({ start, end, newText }) => ({
      start: start + segment.base.start,
      end: end + segment.base.start,
      newText,
    })),
  );
}

function toHunk(base: string, { start, end, newText }: Change): Hunk {
  const oldText = base.slice(start, end);
  return { id: hunkId(start, oldText, newText), start, end, oldText, newText, rationales: [], effect: null };
}

/** The same edit at the same place has the same id in every run. */
function hunkId(start: number, oldText: string, newText: string): string {
  const identity = JSON.stringify([start, oldText, newText]);
  return createHash('sha256').update(identity).digest('hex').slice(0, 10);
}
