import { createHash } from 'node:crypto';

/** What a prompt's text is known by: scores, runs and reviews belong to exactly one text. Hex digits. */
export function promptSha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
