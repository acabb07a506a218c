import type { Hunk } from '../../../engine/edit/hunk';
import { diffBlock } from './diffBlock';
import { effectSentences } from './effectText';
import { escapeMarkdown } from './markdownText';
import { rationaleMarkdown } from './rationaleText';

/**
 * All there is to know of a hunk, as Markdown: why it was made, what it was measured to do, and the edit itself.
 * Its explanation and its texts are untrusted and escaped; the caller renders it with neither trust nor HTML.
 */
export function hunkMarkdown(hunk: Hunk): string {
  const why = hunk.rationales.map(rationaleMarkdown);
  const measured = `**Measured effect** — ${escapeMarkdown(effectSentences(hunk.effect).join(' '))}`;
  return [...why, measured, diffBlock(hunk.oldText, hunk.newText)].join('\n\n');
}
