import { createHash } from 'node:crypto';

/**
 * New text travels between an optimizer model and Redline in tags that carry a nonce, so that a prompt which
 * itself holds tags, fences or chatter can never be mistaken for the reply's frame.
 */
export type TagName =
  'prompt' | 'examples' | 'critique' | 'text' | 'author' | 'reason' | 'find' | 'replace' | 'paraphrase';

/**
 * Eight hex digits from the seed and everything that the request quotes: equal runs ask equal questions (and
 * meet the cache), and no quoted text can hold the digest of itself.
 */
export function nonceFor(seed: number, quoted: readonly string[]): string {
  const digest = createHash('sha256');
  digest.update(String(seed));
  for (const text of quoted) digest.update('\0').update(text);
  return digest.digest('hex').slice(0, 8);
}

/** `text` between the opening and closing tag, on lines of its own. */
export function wrapTag(tag: TagName, nonce: string, text: string): string {
  return `<${tag}-${nonce}>\n${text}\n</${tag}-${nonce}>`;
}

/** How a request names the frame that it wants filled. */
export function emptyTag(tag: TagName, nonce: string): string {
  return `<${tag}-${nonce}>…</${tag}-${nonce}>`;
}

export type Parsed<T> = { ok: true; value: T } | { ok: false; reason: string };

interface Mark {
  tag: string;
  closing: boolean;
  start: number;
  end: number;
}

/**
 * The contents of the wanted tags, in order. Strict: every opening tag needs its closing tag, none may nest,
 * no other tag may carry the nonce, and there must be at least one. Text outside of the tags is ignored.
 */
export function readTags(
  reply: string,
  nonce: string,
  wanted: readonly TagName[],
): Parsed<{ tag: TagName; text: string }[]> {
  const marks = [...reply.matchAll(new RegExp(`<(/?)([a-z]+)-${nonce}>`, 'g'))].map((match): Mark => ({
    tag: match[2]!,
    closing: match[1] === '/',
    start: match.index,
    end: match.index + match[0].length,
  }));
  const found: { tag: TagName; text: string }[] = [];
  for (let index = 0; index < marks.length; index += 2) {
    const opening = marks[index]!;
    const closing = marks[index + 1];
    const tag = wanted.find((name) => name === opening.tag);
    if (opening.closing) return unreadable(`</${opening.tag}-${nonce}> closes a tag that was never opened.`);
    if (!tag) return unreadable(`<${opening.tag}-${nonce}> was not asked for.`);
    if (!closing?.closing || closing.tag !== tag)
      return unreadable(`<${tag}-${nonce}> has no closing </${tag}-${nonce}>.`);
    found.push({ tag, text: withoutFrameLines(reply.slice(opening.end, closing.start)) });
  }
  if (found.length === 0) {
    return unreadable(`It holds no ${wanted.map((tag) => emptyTag(tag, nonce)).join(' or ')}.`);
  }
  return { ok: true, value: found };
}

function unreadable(reason: string): { ok: false; reason: string } {
  return { ok: false, reason };
}

/** Drops the one line end after the opening and before the closing tag; everything else is content. */
function withoutFrameLines(text: string): string {
  return text.replace(/\r\n/g, '\n').replace(/^\n/, '').replace(/\n$/, '');
}
