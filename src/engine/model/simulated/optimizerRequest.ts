import type { ChatMessage } from '../../prompt/chatMessage';

export type RequestKind = 'reason' | 'find' | 'paraphrase';

/** A request to an optimizer model, taken apart. */
export interface OptimizerRequest {
  kind: RequestKind;
  nonce: string;
  /** How many reasons are asked for. */
  count: number;
  /** The content of `<TAG-NONCE>…</TAG-NONCE>`, empty when absent. */
  section(tag: string): string;
  /** The whole text less the nonce, for hashing: the same question with another nonce is the same question. */
  text: string;
}

/**
 * Reads a request to an optimizer model: a user message that ends by naming the tags to fill,
 * `Reply with: <reason-1a2b3c4d>…`. `null` for any other request.
 */
export function readOptimizerRequest(messages: readonly ChatMessage[]): OptimizerRequest | null {
  // After a reply that couldn't be read, the question stands above the complaint about it.
  const asked = messages
    .filter(({ role }) => role !== 'assistant')
    .map(({ content }) => content.replace(/\r\n?/g, '\n'));
  const frame = asked.map(lastFrame).findLast((found) => found !== null);
  if (!frame) return null;
  const whole = asked.join('\n');
  const { kind, nonce } = frame;
  const section = (tag: string) => sectionOf(whole, tag, nonce);
  return { kind, nonce, count: reasonsAskedFor(whole, nonce), section, text: whole.replaceAll(nonce, '') };
}

function lastFrame(content: string): { kind: RequestKind; nonce: string } | null {
  const frames = [...content.matchAll(/^.*Reply with:\s*<(reason|find|paraphrase)-([0-9a-f]{8})>/gm)];
  const last = frames.at(-1);
  return last ? { kind: last[1] as RequestKind, nonce: last[2]! } : null;
}

function sectionOf(text: string, tag: string, nonce: string): string {
  const open = `<${tag}-${nonce}>`;
  const start = text.indexOf(open);
  const end = start < 0 ? -1 : text.indexOf(`</${tag}-${nonce}>`, start);
  return end < 0
    ? ''
    : text
        .slice(start + open.length, end)
        .replace(/^\n/, '')
        .replace(/\n$/, '');
}

/** `Give 3 reasons`, looked for outside of what the request quotes. */
function reasonsAskedFor(text: string, nonce: string): number {
  const own = text.replace(new RegExp(`<(prompt|examples)-${nonce}>[^]*?</\\1-${nonce}>`, 'g'), '');
  return Number(/\bGive (?:up to |at most )?(\d+)\b[^.\n]*\breasons?\b/i.exec(own)?.[1] ?? 1);
}
