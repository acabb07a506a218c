import type { Span } from '../prompt/span';
import type { Edit } from './proposal';

/** What an edit is applied to: a prompt's text and the spans of it that may change. */
export interface EditTarget {
  text: string;
  editable: readonly Span[];
}

/**
 * Applies one edit: `find` must stand exactly once inside one editable span. Line ends of the edit are taken as
 * `\n`, since that is how prompt texts are held.
 *
 * @returns the new text, or why the edit can't be applied, worded for the model that proposed it
 */
export function applyEdit(
  prompt: EditTarget,
  edit: Pick<Edit, 'find' | 'replace'>,
): { text: string } | { reason: string } {
  const find = withLineFeeds(edit.find);
  const replace = withLineFeeds(edit.replace);
  if (find === '') return { reason: 'The text to find is empty. Quote the words of the prompt to change.' };
  if (!find.isWellFormed() || !replace.isWellFormed()) {
    return { reason: 'The edit holds half of a character. Quote and write whole characters only.' };
  }
  if (addsUnsafe(find, replace)) {
    return {
      reason: 'The edit adds control characters or marks that turn the order of text. Write plain text.',
    };
  }
  if (find === replace)
    return { reason: `The edit of ${quoted(find)} changes nothing. Propose a real change.` };
  const places = occurrences(prompt, find);
  if (places.length === 0) return { reason: whyNotFound(prompt, find) };
  if (places.length > 1) {
    return {
      reason: `${quoted(find)} stands ${places.length} times in the prompt. Quote more of what is around it, so that it stands once.`,
    };
  }
  const [at] = places as [number];
  return { text: prompt.text.slice(0, at) + replace + prompt.text.slice(at + find.length) };
}

/** Control characters but line end and tab, and the marks that reorder text on screen: nobody sees them in a review. */
const UNSAFE = /[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu;

function addsUnsafe(find: string, replace: string): boolean {
  return (replace.match(UNSAFE) ?? []).some((character) => !find.includes(character));
}

/** Where `find` stands wholly inside one editable span, overlapping places included. */
function occurrences({ text, editable }: EditTarget, find: string): number[] {
  const places: number[] = [];
  for (const { start, end } of editable) {
    let at = text.indexOf(find, start);
    while (at !== -1 && at + find.length <= end) {
      places.push(at);
      at = text.indexOf(find, at + 1);
    }
  }
  return places;
}

function whyNotFound({ text }: EditTarget, find: string): string {
  if (text.includes(find)) {
    return `${quoted(find)} reaches into a part of the prompt that must stay as it is (a template variable, a control block, front matter). Quote only words beside it.`;
  }
  return `${quoted(find)} does not stand in the prompt. Copy the words to change exactly, marks and line breaks included.`;
}

function withLineFeeds(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

const QUOTED_CHARS = 80;

function quoted(text: string): string {
  const characters = [...text];
  return JSON.stringify(
    characters.length > QUOTED_CHARS ? `${characters.slice(0, QUOTED_CHARS).join('')}…` : text,
  );
}
