import { linesIn } from './fences';
import type { PromptFormat, PromptMessage, PromptProblem, Role, RoleMarker } from './promptFile';
import type { Span } from './span';
import { overlaps, without } from './spanSet';
import type { TemplateToken } from './template/templateScan';

/**
 * Prompty's role line (prompty spec §6): `system:`, `# user:`, `assistant[name="x"]:`, in any case. The roles
 * beyond ours are read too, so that they are reported and not sent as text unnoticed.
 */
const ROLE_LINE =
  /^[ \t]*#?[ \t]*(?<role>system|user|assistant|developer|function|tool)[ \t]*(?:\[[^\]\n]*\])?[ \t]*:[ \t]*\n?$/i;

const OWN_ROLES: ReadonlyMap<string, Role> = new Map([
  ['system', 'system'],
  ['user', 'user'],
  ['assistant', 'assistant'],
]);

/**
 * The role markers of a body: role lines in Prompty and Jinja files, `role` helpers in Dotprompt files, none in
 * other formats. A role line in a closed fenced block, a comment or a verbatim section is text; one in a loop
 * or a condition is a marker, since that is how conversations are unrolled.
 */
export function findRoleMarkers(
  text: string,
  body: Span,
  format: PromptFormat,
  tokens: readonly TemplateToken[],
  fenced: readonly Span[],
): { markers: RoleMarker[]; problems: PromptProblem[] } {
  if (format !== 'prompty' && format !== 'jinja') return { markers: helperMarkers(tokens), problems: [] };
  const hidden = [...fenced, ...tokens.map(({ span }) => span)];
  const markers: RoleMarker[] = [];
  const problems: PromptProblem[] = [];
  for (const span of linesIn(text, body)) {
    const name = ROLE_LINE.exec(text.slice(span.start, span.end))?.groups?.['role'];
    if (name === undefined || hidden.some((other) => overlaps(other, span))) continue;
    const role = OWN_ROLES.get(name.toLowerCase());
    if (role) markers.push({ role, span });
    else {
      const message = `The role \`${name}\` is not supported, so this line is sent as text.`;
      problems.push({ severity: 'warning', message, span });
    }
  }
  return { markers, problems };
}

function helperMarkers(tokens: readonly TemplateToken[]): RoleMarker[] {
  return tokens.flatMap(({ kind, role, span }) => (kind === 'role' && role ? [{ role, span }] : []));
}

/** Who speaks before the first marker: in Prompty the system, elsewhere the user. */
export function defaultRole(format: PromptFormat): Role {
  return format === 'prompty' ? 'system' : 'user';
}

/** The role-marked parts of a body that hold more than white space and comments; the whole body where none does. */
export function messagesOf(
  text: string,
  body: Span,
  format: PromptFormat,
  markers: readonly RoleMarker[],
  comments: readonly Span[],
): PromptMessage[] {
  const starts = [{ role: defaultRole(format), span: { start: body.start, end: body.start } }, ...markers];
  const parts = starts.map(({ role, span }, index) => ({
    role,
    span: { start: span.end, end: starts[index + 1]?.span.start ?? body.end },
  }));
  const spoken = parts.filter(({ span }) => saysSomething(text, span, comments));
  return spoken.length > 0 ? spoken : [{ role: defaultRole(format), span: body }];
}

/** Whether a part of a text holds more than white space and what is left out. */
export function saysSomething(text: string, span: Span, silent: readonly Span[]): boolean {
  return without(span, silent).some(({ start, end }) => text.slice(start, end).trim() !== '');
}
