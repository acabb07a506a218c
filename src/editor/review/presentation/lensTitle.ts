import type { Hunk } from '../../../engine/edit/hunk';
import { effectSummary } from './effectText';
import { hunkNumber } from './hunkNumber';
import { firstWords } from './plainLabel';

/** `① “exactly one of…” helps +8 pts (+3 to +13)`. */
export function lensTitle(hunk: Hunk, number: number): string {
  return `${hunkNumber(number)} ${quoted(hunk)} ${effectSummary(hunk.effect)}`;
}

function quoted({ oldText, newText }: Hunk): string {
  const shown = firstWords(newText);
  return shown === '' ? `delete “${firstWords(oldText)}”` : `“${shown}”`;
}

/** `② of 3 · Be helpful.`: the title of a thread. */
export function threadTitle(hunk: Hunk, number: number, total: number): string {
  return `${hunkNumber(number)} of ${total} · ${firstWords(hunk.oldText, 40) || firstWords(hunk.newText, 40)}`;
}
