/** The text on one line, cut to at most this many characters (`…` included). */
export function shorten(text: string, longest: number): string {
  // Only the beginning can be shown, so that only that much of a long answer is looked at.
  const line = text
    .slice(0, longest * 8)
    .replaceAll(/\s+/g, ' ')
    .trim();
  const characters = [...line];
  const whole = characters.length <= longest && text.length <= longest * 8;
  return whole ? line : `${characters.slice(0, longest - 1).join('')}…`;
}
