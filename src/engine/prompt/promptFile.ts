import type { Span } from './span';

export type PromptFormat =
  'vscode-prompt' | 'prompty' | 'dotprompt' | 'markdown' | 'text' | 'jinja' | 'handlebars' | 'mustache';

/** The template language of a body; `braces` is plain text with `{{name}}` and nothing else. */
export type TemplateSyntax = 'jinja' | 'handlebars' | 'mustache' | 'braces';

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
  /** The whole placeholder or control tag, delimiters included; a tag with two names gives two entries. */
  span: Span;
  /**
   * True where the template itself provides for the variable's absence: it tests it (`{% if x %}`,
   * `{{#unless x}}`, `default`), or inside a section it can't be told from a field of the section's item.
   */
  optional?: true;
}

/** A piece of the body that optimizers leave alone. */
export interface ProtectedSpan {
  /**
   * `placeholder`: a template variable, a loop's local name, an expression. `block`: a control tag. `raw`: a
   * verbatim section. `reference`: something the editor's chat fills, such as `${selection}` or `#tool:x`.
   */
  kind: 'placeholder' | 'block' | 'comment' | 'raw' | 'role' | 'keep' | 'reference';
  span: Span;
}

/** A place in the source where the speaker changes. */
export interface RoleMarker {
  role: Role;
  /** The marker alone: the role line with its line end, or the `{{role}}` helper. */
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
  syntax: TemplateSyntax;
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
  /** What `editable` leaves out of the body, by start; a kept block and what stands in it overlap. */
  protected: ProtectedSpan[];
  roleMarkers: RoleMarker[];
  /** A prompt with a problem of severity `error` can be looked at but not rendered. */
  problems: PromptProblem[];
}
