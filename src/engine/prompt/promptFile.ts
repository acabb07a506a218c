import type { Span } from './span';

export type PromptFormat =
  | 'vscode-prompt'
  | 'prompty'
  | 'dotprompt'
  | 'markdown'
  | 'text'
  | 'jinja'
  | 'handlebars'
  | 'mustache';

export type Role = 'system' | 'user' | 'assistant';

/** One role-marked part of a prompt's body: the text between two role markers. */
export interface PromptMessage {
  role: Role;
  /** The content, role marker excluded. */
  span: Span;
}

/** One place where a template variable stands. */
export interface TemplateVariable {
  /** The name that a task's `input` maps to a column: the root of a dotted path (`user` in `{{user.name}}`). */
  name: string;
  /** The whole placeholder, delimiters included. */
  span: Span;
}

export interface PromptProblem {
  severity: 'error' | 'warning';
  message: string;
  span: Span;
}

/** The parsed view of one prompt file. Offsets are in `text`. */
export interface PromptFile {
  path: string;
  format: PromptFormat;
  /** The file's text without BOM, line ends as `\n`. */
  text: string;
  frontMatter?: { span: Span; data: Record<string, unknown> };
  /** Everything after the front matter. */
  body: Span;
  /** In order; at least one (an unmarked body is one user message). */
  messages: PromptMessage[];
  /** Every occurrence, in order. */
  variables: TemplateVariable[];
  /**
   * What an optimizer may change, in order and without overlap: body text less template variables, control
   * blocks, comments, role markers and fenced blocks marked `redline: keep`.
   */
  editable: Span[];
  problems: PromptProblem[];
}
