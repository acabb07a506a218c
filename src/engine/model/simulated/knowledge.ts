/** What a simulated model knows about a task: one row's inputs and right answer. */
export interface KnownExample {
  inputs: Record<string, unknown>;
  target: unknown;
}

/** A value as a prompt shows it: line ends as `\n`, objects as JSON. */
export function shownValue(value: unknown): string {
  const text =
    typeof value === 'string' ? value : value === null || value === undefined ? '' : JSON.stringify(value);
  return text.replace(/\r\n?/g, '\n');
}

/** The right answer to a row: its target, or the first of several accepted ones. */
export function rightAnswer({ target }: KnownExample): string {
  const several =
    Array.isArray(target) && target.length > 0 && target.every((answer) => typeof answer !== 'object');
  return shownValue(several ? (target as unknown[])[0] : target);
}
