/** Control characters but line end and tab, and the marks that reorder text on screen. */
const UNSAFE = /[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Text that a terminal shows as text. Answers of models and content of files are untrusted: an escape sequence in
 * them could hide or forge what stands on the screen.
 */
export function plainText(text: string): string {
  return text.replace(UNSAFE, '\ufffd');
}

/** The same on one line. */
export function oneLine(text: string): string {
  return plainText(text.replace(/\s+/g, ' ').trim());
}

/** On one line and at most `width` characters long. */
export function cutLine(text: string, width: number): string {
  const line = oneLine(text);
  return line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`;
}
