import { promptError } from '../promptError';
import type { PromptFormat, TemplateSyntax } from '../promptFile';
import { scanBraces } from './scanBraces';
import { scanHandlebars } from './scanHandlebars';
import { scanJinja } from './scanJinja';
import { scanMustache } from './scanMustache';
import type { TemplateScan, TemplateSource } from './templateScan';

const SYNTAX: Readonly<Record<PromptFormat, TemplateSyntax>> = {
  'vscode-prompt': 'braces',
  markdown: 'braces',
  text: 'braces',
  prompty: 'jinja',
  jinja: 'jinja',
  dotprompt: 'handlebars',
  handlebars: 'handlebars',
  mustache: 'mustache',
};

/** The template language of a file; a `.prompty` may say `template.format: mustache` (prompty spec §2). */
export function syntaxOf(
  format: PromptFormat,
  frontMatter: Readonly<Record<string, unknown>> = {},
): TemplateSyntax {
  return format === 'prompty' && promptyFormat(frontMatter['template']) === 'mustache'
    ? 'mustache'
    : SYNTAX[format];
}

/** `template: mustache`, `template: {format: mustache}` or `template: {format: {kind: mustache}}`. */
function promptyFormat(template: unknown): unknown {
  const inner = field(template, 'format');
  return field(inner, 'kind') ?? inner ?? field(template, 'type') ?? template;
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

/** The tokens of a body in its template language; throws an `input` error where it can't be read. */
export function scanTemplate(
  source: TemplateSource,
  format: PromptFormat,
  syntax: TemplateSyntax,
): TemplateScan {
  try {
    return scanAs(source, format, syntax);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw promptError(
      source,
      source.body.start,
      'The template is nested too deeply.',
      'Unnest its tags.',
      error,
    );
  }
}

function scanAs(source: TemplateSource, format: PromptFormat, syntax: TemplateSyntax): TemplateScan {
  switch (syntax) {
    case 'jinja':
      return scanJinja(source);
    case 'handlebars':
      return scanHandlebars(source, format === 'dotprompt');
    case 'mustache':
      return scanMustache(source);
    case 'braces':
      return scanBraces(source, format);
  }
}
