import { messageOf } from '../../errors';
import { offsetFinder } from '../lineColumn';
import { promptError } from '../promptError';
import { jinjaNames } from './jinjaNames';
import { lexJinja, parseJinja, type JinjaLexer, type JinjaNode } from './jinjaSyntax';
import { tokenAt, type TemplateScan, type TemplateSource, type TemplateToken } from './templateScan';

/**
 * Tokens of a Jinja body, by nunjucks' lexer and parser. Syntax errors are an `input` error with their place;
 * unknown filters, tests and functions, and tags that need other files, are problems.
 */
export function scanJinja(source: TemplateSource): TemplateScan {
  const template = source.text.slice(source.body.start, source.body.end);
  const root = parse(source, template);
  const names = jinjaNames(root);
  const tokens = tokensOf(source, template);
  const find = offsetFinder(template);
  const offsetOf = ({ lineno, colno }: JinjaNode): number =>
    source.body.start + find({ line: lineno + 1, column: colno + 1 });
  for (const { name, need, node } of names.uses) tokenAt(tokens, offsetOf(node))?.names.push({ name, need });
  const problems = names.problems.map(({ severity, message, node }) => {
    const offset = offsetOf(node);
    return { severity, message, span: tokenAt(tokens, offset)?.span ?? { start: offset, end: offset } };
  });
  return { tokens, problems };
}

function parse(source: TemplateSource, template: string): JinjaNode {
  try {
    return parseJinja(template);
  } catch (cause) {
    const { lineno, colno } = cause as { lineno?: number; colno?: number };
    const reason = messageOf(cause)
      .replace(/^\(unknown path\)\s*(\[.*\])?\s*/, '')
      .replace(/^(\w*Error|Template render error): /, '');
    const offset =
      lineno === undefined
        ? placeWithout(reason, template)
        : offsetFinder(template)({ line: lineno, column: colno ?? 1 });
    throw promptError(
      source,
      source.body.start + offset,
      `The Jinja template can't be read: ${reason}.`,
      'Correct the tag.',
      cause,
    );
  }
}

/** Where to point when nunjucks gives no place: its lexer stumbled over a comment, or the file ended in a tag. */
function placeWithout(reason: string, template: string): number {
  const mark = reason.includes('unexpected end of comment') ? '#}' : reason.includes('comment') ? '{#' : '{';
  return Math.max(0, template.lastIndexOf(mark));
}

function tokensOf(source: TemplateSource, template: string): TemplateToken[] {
  const lexer = lexJinja(template);
  const tokens: TemplateToken[] = [];
  for (;;) {
    const start = lexer.index;
    const token = lexer.nextToken();
    if (!token) return tokens;
    if (token.type === 'data') continue;
    let kind: TemplateToken['kind'] =
      token.type === 'comment' ? 'comment' : token.type === 'variable-start' ? 'variable' : 'block';
    if (kind !== 'comment' && skipTag(lexer) !== null) {
      skipRaw(source, template, lexer, start);
      kind = 'raw';
    }
    tokens.push({
      kind,
      span: { start: source.body.start + start, end: source.body.start + lexer.index },
      names: [],
    });
  }
}

/** Goes past the end of the tag; gives `raw` or `verbatim` when that is the tag's name. */
function skipTag(lexer: JinjaLexer): string | null {
  let first: unknown;
  for (let token = lexer.nextToken(); token; token = lexer.nextToken()) {
    if (token.type === 'block-end' || token.type === 'variable-end') break;
    if (token.type !== 'whitespace') first ??= token.value;
  }
  return first === 'raw' || first === 'verbatim' ? first : null;
}

/** Goes past the closing tag of a verbatim section, as nunjucks pairs them. */
function skipRaw(source: TemplateSource, template: string, lexer: JinjaLexer, start: number): void {
  const name = /\w+/.exec(template.slice(start))?.[0] ?? 'raw';
  const tag = new RegExp(`\\{%\\s*(end)?${name}\\s*%\\}`, 'g');
  tag.lastIndex = lexer.index;
  let depth = 1;
  for (let match = tag.exec(template); match; match = tag.exec(template)) {
    depth += match[1] ? -1 : 1;
    if (depth > 0) continue;
    lexer.index = tag.lastIndex;
    return;
  }
  throw promptError(
    source,
    source.body.start + start,
    `The \`${name}\` section is not closed.`,
    `Add \`{% end${name} %}\`.`,
  );
}
