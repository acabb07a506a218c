import type { PromptFormat, PromptProblem } from '../promptFile';
import type { TemplateScan, TemplateSource, TemplateToken } from './templateScan';

/** `{{name}}` or `{{ a.b.0 }}`; anything else between double braces is text. */
export const BRACES_VARIABLE = /\{\{[ \t]*(?<path>[\p{L}_][\p{L}\p{N}_-]*(?:\.[\p{L}\p{N}_-]+)*)[ \t]*\}\}/gu;

/** VS Code prompt files: `${input:name}` or `${input:name:placeholder}`. */
export const INPUT_VARIABLE = /\$\{input:(?<path>[^:}\s]+)(?::[^}\n]*)?\}/gu;

/** What the editor's chat fills in a VS Code prompt file: `${selection}`, `${file}`, `#tool:name`. */
const REFERENCE = /\$\{(?!input:)\w+(?::[^}\n]*)?\}|#tool:[\w./-]+/gu;

const FOREIGN_TAG = /\{\{\s*[#/^>!&][^{}]*\}\}|\{%[^{}]*%\}/gu;

/** Tokens of plain text, Markdown and VS Code prompt files. */
export function scanBraces(source: TemplateSource, format: PromptFormat): TemplateScan {
  const variables = [
    ...matchesOf(source, BRACES_VARIABLE, 'variable'),
    ...(format === 'vscode-prompt' ? matchesOf(source, INPUT_VARIABLE, 'variable') : []),
  ];
  const references = format === 'vscode-prompt' ? matchesOf(source, REFERENCE, 'reference') : [];
  const tokens = [...variables, ...references].sort((a, b) => a.span.start - b.span.start);
  return {
    tokens,
    problems: [...references.flatMap((token) => referenceProblem(source, token)), ...foreignTags(source)],
  };
}

function matchesOf(
  { text, body }: TemplateSource,
  pattern: RegExp,
  kind: TemplateToken['kind'],
): TemplateToken[] {
  return [...text.slice(body.start, body.end).matchAll(pattern)].map((match) => {
    const path = match.groups?.['path'];
    const start = body.start + match.index;
    return {
      kind,
      span: { start, end: start + match[0].length },
      names: path === undefined ? [] : [{ name: rootOf(path, match[0]), need: 'required' }],
    };
  });
}

/** `${input:a.b}` names one variable `a.b`; `{{a.b}}` reads the field `b` of the variable `a`. */
function rootOf(path: string, placeholder: string): string {
  return placeholder.startsWith('$') ? path : (path.split('.')[0] ?? path);
}

function referenceProblem({ text }: TemplateSource, { span }: TemplateToken): PromptProblem[] {
  const reference = text.slice(span.start, span.end);
  if (reference.startsWith('#')) return [];
  const message = `\`${reference}\` is filled by the editor's chat only; an evaluation sends it as it stands.`;
  return [{ severity: 'warning', message, span }];
}

function foreignTags({ text, body }: TemplateSource): PromptProblem[] {
  return [...text.slice(body.start, body.end).matchAll(FOREIGN_TAG)].map((match) => {
    const start = body.start + match.index;
    return {
      severity: 'warning',
      message: `\`${match[0]}\` is sent as text here: only \`{{name}}\` is read. Use a .hbs or .j2 file for control tags.`,
      span: { start, end: start + match[0].length },
    };
  });
}
