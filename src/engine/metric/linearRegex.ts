import { RE2JS } from 're2js';
import { messageOf } from '../errors';

/** Long enough for any pattern that a person writes; compiled size grows with it. */
const MAX_PATTERN_LENGTH = 2000;

const FLAGS: Record<string, number> = {
  i: RE2JS.CASE_INSENSITIVE,
  m: RE2JS.MULTILINE,
  s: RE2JS.DOTALL,
};

/** The flags that `flags` may hold: i (ignore case), m (^ and $ per line), s (. matches line ends). */
export const REGEX_FLAGS = Object.keys(FLAGS);

export interface LinearRegex {
  /** Whether the pattern is found anywhere in the text. */
  found(text: string): boolean;
  /** Whether the pattern covers the whole text. */
  covers(text: string): boolean;
}

/**
 * Compiles a pattern for an engine whose time is linear in the text (RE2), so that no pattern can hang on a
 * model's answer. RE2 has no lookahead, lookbehind or backreferences. Returns what is wrong as a sentence.
 */
export function compileLinearRegex(pattern: string, flags = ''): LinearRegex | { problem: string } {
  if (pattern.length > MAX_PATTERN_LENGTH) {
    return {
      problem: `The pattern has ${pattern.length} characters; at most ${MAX_PATTERN_LENGTH} are allowed.`,
    };
  }
  const unknown = [...flags].find((flag) => !(flag in FLAGS));
  if (unknown) return { problem: `Unknown regex flag "${unknown}"; known flags: ${REGEX_FLAGS.join(', ')}.` };
  try {
    const bits = [...flags].reduce((all, flag) => all | FLAGS[flag]!, 0);
    const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern), bits);
    return {
      found: (text) => compiled.matcher(text).find(),
      covers: (text) => compiled.matches(text),
    };
  } catch (error) {
    return { problem: problemOf(pattern, messageOf(error)) };
  }
}

function problemOf(pattern: string, message: string): string {
  const unsupported = /\(\?<?[=!]|\\[1-9]/.test(pattern);
  const hint = unsupported ? ' Lookahead, lookbehind and backreferences are not available (RE2 syntax).' : '';
  return `The pattern "${pattern}" is not a usable regular expression: ${message}.${hint}`;
}
