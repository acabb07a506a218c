import type { ChatMessage } from '../../prompt/chatMessage';
import { shownValue, type KnownExample } from './knowledge';

/** The messages' text with line ends as `\n`. */
export function messagesText(messages: readonly ChatMessage[]): string {
  return messages.map(({ content }) => content.replace(/\r\n?/g, '\n')).join('\n');
}

/**
 * The instructions of a rendered prompt: its text with the row's own input values cut out, so that a ticket that says
 * "lower case" mends nothing. Longest values go first, since one may hold another.
 */
export function promptText(text: string, row: KnownExample): string {
  return inputValues(row).reduce((rest, value) => cut(rest, value), text);
}

/** The row's input values that can be told apart from nothing, longest first. */
export function inputValues(row: KnownExample): string[] {
  return Object.values(row.inputs)
    .map((value) => shownValue(value).trim())
    .filter((value) => value !== '')
    .sort((a, b) => b.length - a.length);
}

/** Whether the value stands in the text as a whole, not as part of a longer word or number. */
export function occurs(text: string, value: string): boolean {
  return nextOccurrence(text, value, 0) >= 0;
}

function cut(text: string, value: string): string {
  let rest = '';
  let from = 0;
  for (let at = nextOccurrence(text, value, 0); at >= 0; at = nextOccurrence(text, value, from)) {
    rest += text.slice(from, at);
    from = at + value.length;
  }
  return rest + text.slice(from);
}

function nextOccurrence(text: string, value: string, from: number): number {
  for (let at = text.indexOf(value, from); at >= 0; at = text.indexOf(value, at + 1)) {
    const end = at + value.length;
    if (!joins(text[at - 1], value[0]) && !joins(value.at(-1), text[end])) return at;
  }
  return -1;
}

/** Only ASCII letters and digits join into a longer word: other scripts stand next to a value without a space. */
function joins(left: string | undefined, right: string | undefined): boolean {
  return /^[A-Za-z0-9]$/.test(left ?? '') && /^[A-Za-z0-9]$/.test(right ?? '');
}
