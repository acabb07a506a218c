/** Longest piece of a server's own words that a message carries, in characters. */
const LONGEST_QUOTE = 300;

/** Shortest key that is taken out of answers: a local server's `ollama` is no secret, and is also a word. */
const SHORTEST_SECRET = 16;

const HIDDEN = '[key]';

/**
 * A server's words, fit for a message: the key taken out, also where it comes back encoded, and anything that looks
 * like one; on one line; cut short (after the key went, so that no half of it stays).
 */
export function quoteServer(text: string, key: string | undefined): string {
  const clean = removeKey(text, key)
    .replace(/Bearer\s+[^\s"',}]+/gi, `Bearer ${HIDDEN}`)
    .replace(/\b(sk|pk|gsk|xai|key)-[\w*-]{6,}/g, HIDDEN)
    .replace(/\s+/g, ' ')
    .trim();
  return clean.length > LONGEST_QUOTE ? `${clean.slice(0, LONGEST_QUOTE)}…` : clean;
}

/** An answer's text without the key, should the server have put it there: answers are written to the cache. */
export function removeSecret(text: string, key: string | undefined): string {
  return key && key.length >= SHORTEST_SECRET ? removeKey(text, key) : text;
}

function removeKey(text: string, key: string | undefined): string {
  if (!key) return text;
  const spellings = [
    key,
    encodeURIComponent(key),
    JSON.stringify(key).slice(1, -1),
    Buffer.from(key).toString('base64'),
  ];
  return spellings.reduce((clean, spelling) => clean.replaceAll(spelling, HIDDEN), text);
}
