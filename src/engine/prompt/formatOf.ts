import type { PromptFormat } from './promptFile';

/** Longest suffix first, so that `.prompt.md` is not read as `.md`. */
const FORMATS: readonly (readonly [suffix: string, format: PromptFormat])[] = [
  ['.prompt.md', 'vscode-prompt'],
  ['.prompty', 'prompty'],
  ['.prompt', 'dotprompt'],
  ['.md', 'markdown'],
  ['.txt', 'text'],
  ['.jinja2', 'jinja'],
  ['.jinja', 'jinja'],
  ['.j2', 'jinja'],
  ['.handlebars', 'handlebars'],
  ['.hbs', 'handlebars'],
  ['.mustache', 'mustache'],
];

const OWN_FORMATS: ReadonlySet<PromptFormat> = new Set(['vscode-prompt', 'prompty', 'dotprompt']);

/** Every file name ending that a prompt may have. */
export const PROMPT_SUFFIXES: readonly string[] = FORMATS.map(([suffix]) => suffix);

/** The format that a file name's ending (in any case) says, `null` for a file that can't hold a prompt. */
export function formatOf(path: string): PromptFormat | null {
  const lower = path.toLowerCase();
  return FORMATS.find(([suffix]) => lower.endsWith(suffix))?.[1] ?? null;
}

/**
 * True for files that are prompts without being named by a task or a setting: `.prompt.md`, `.prompty` and
 * `.prompt`. A `.md` or `.txt` is a prompt only when somebody says so.
 */
export function isOwnPromptPath(path: string): boolean {
  const format = formatOf(path);
  return format !== null && OWN_FORMATS.has(format);
}
