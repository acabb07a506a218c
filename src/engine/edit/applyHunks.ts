import { RedlineError } from '../errors';
import { lineColumnAt } from '../prompt/lineColumn';
import type { Hunk } from './hunk';

/** What applying needs of a hunk. */
export type AppliedHunk = Pick<Hunk, 'id' | 'start' | 'end' | 'oldText' | 'newText'>;

/**
 * The base text with any subset of its hunks applied, in whatever order they come.
 *
 * @throws RedlineError (input) when a hunk's old text doesn't stand at its place, or two hunks overlap:
 *   nothing is ever applied by guess
 */
export function applyHunks(base: string, hunks: readonly AppliedHunk[]): string {
  const ordered = [...hunks].sort((a, b) => a.start - b.start || a.end - b.end);
  let text = '';
  let at = 0;
  ordered.forEach((hunk, index) => {
    const previous = ordered[index - 1];
    if (previous && (hunk.start < previous.end || hunk.start === previous.start)) {
      throw misfit(base, hunk, `overlaps the edit ${previous.id}`);
    }
    if (base.slice(hunk.start, hunk.end) !== hunk.oldText || hunk.end - hunk.start !== hunk.oldText.length) {
      throw misfit(base, hunk, 'does not fit: the words that it replaces no longer stand there');
    }
    text += base.slice(at, hunk.start) + hunk.newText;
    at = hunk.end;
  });
  return text + base.slice(at);
}

function misfit(base: string, { id, start }: AppliedHunk, problem: string): RedlineError {
  return new RedlineError(
    'input',
    `The edit ${id} ${problem}.`,
    lineColumnAt(base, start),
    'Apply it to the text that it was made for, or optimize the text as it stands now.',
  );
}
