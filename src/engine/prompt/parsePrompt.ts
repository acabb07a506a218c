import { RedlineError } from '../errors';
import { fencedBlocks, keepComments } from './fences';
import { PROMPT_SUFFIXES, formatOf } from './formatOf';
import { splitFrontMatter } from './frontMatter';
import type { PromptFile, PromptProblem, ProtectedSpan, RoleMarker, TemplateVariable } from './promptFile';
import { findRoleMarkers, messagesOf, saysSomething } from './roleMarkers';
import type { Span } from './span';
import { without } from './spanSet';
import { scanTemplate, syntaxOf } from './template/scanTemplate';
import type { NameUse, TemplateToken } from './template/templateScan';

/**
 * Parses a prompt file. `text` is without BOM and with `\n` line ends (see `readSourceText`).
 *
 * Throws an `input` error with file, line and column when the front matter is not closed or not YAML, or when
 * the template's syntax is broken, and a `usage` error for a file that can't be a prompt. What can be read but
 * not rendered (an unknown filter, an empty body) is in `problems` with severity `error`.
 */
export function parsePrompt(path: string, text: string): PromptFile {
  const format = formatOf(path);
  if (!format) {
    const mend = `Use one of ${PROMPT_SUFFIXES.join(', ')}.`;
    throw new RedlineError('usage', 'This is not a kind of file that holds a prompt.', { file: path }, mend);
  }
  if (text.includes('\r') || text.startsWith('\uFEFF')) {
    throw new RedlineError('internal', 'A prompt is parsed from its normalised text.', { file: path });
  }
  const { frontMatter, body, problems } = splitFrontMatter({ path, text }, format);
  const syntax = syntaxOf(format, frontMatter?.data);
  const scan = scanTemplate({ path, text, body }, format, syntax);
  const fences = fencedBlocks(text, body);
  const closed = fences.filter((fence) => fence.closed).map(({ span }) => span);
  const roles = findRoleMarkers(text, body, format, scan.tokens, closed);
  const marked = keepComments(text, body);
  const comments = scan.tokens.filter(({ kind }) => kind === 'comment').map(({ span }) => span);
  const kept = [...fences.filter((fence) => fence.kept).map(({ span }) => span), ...marked.spans];
  const shielded = protectedSpans(scan.tokens, roles.markers, kept);
  return {
    path,
    format,
    syntax,
    text,
    ...(frontMatter ? { frontMatter } : {}),
    body,
    messages: messagesOf(text, body, format, roles.markers, comments),
    variables: variablesOf(scan.tokens),
    editable: without(
      body,
      shielded.map(({ kind, span }) => withLineEnds(text, body, kind, span)),
    ),
    protected: shielded,
    roleMarkers: roles.markers,
    problems: [
      ...problems,
      ...scan.problems,
      ...roles.problems,
      ...marked.problems,
      ...emptyBody(text, body, [...comments, ...roles.markers.map(({ span }) => span)]),
    ],
  };
}

const KINDS: Readonly<Record<TemplateToken['kind'], ProtectedSpan['kind']>> = {
  variable: 'placeholder',
  block: 'block',
  comment: 'comment',
  raw: 'raw',
  reference: 'reference',
  role: 'role',
};

function protectedSpans(
  tokens: readonly TemplateToken[],
  markers: readonly RoleMarker[],
  kept: readonly Span[],
): ProtectedSpan[] {
  const spans: ProtectedSpan[] = [
    ...tokens.filter(({ kind }) => kind !== 'role').map(({ kind, span }) => ({ kind: KINDS[kind], span })),
    ...markers.map(({ span }): ProtectedSpan => ({ kind: 'role', span })),
    ...kept.map((span): ProtectedSpan => ({ kind: 'keep', span })),
  ];
  return spans.sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
}

/** A role line or a kept block stands on lines of its own: the line end before it is not to be edited away. */
function withLineEnds(text: string, body: Span, kind: ProtectedSpan['kind'], { start, end }: Span): Span {
  const ownLine = (kind === 'role' || kind === 'keep') && start > body.start && text[start - 1] === '\n';
  return { start: ownLine ? start - 1 : start, end };
}

function variablesOf(tokens: readonly TemplateToken[]): TemplateVariable[] {
  const uses = tokens.flatMap(({ names }) => names);
  const named = (need: NameUse['need']): Set<string> =>
    new Set(uses.filter((use) => use.need === need).map(({ name }) => name));
  const [tested, required] = [named('tested'), named('required')];
  const isOptional = (name: string): boolean => tested.has(name) || !required.has(name);
  return tokens.flatMap(({ span, names }) =>
    names.map(({ name }) => ({ name, span, ...(isOptional(name) ? { optional: true as const } : {}) })),
  );
}

function emptyBody(text: string, body: Span, silent: readonly Span[]): PromptProblem[] {
  if (saysSomething(text, body, silent)) return [];
  return [{ severity: 'error', message: 'The prompt is empty: write what the model is told.', span: body }];
}
