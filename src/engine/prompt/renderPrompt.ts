import { randomInt } from 'node:crypto';
import { RedlineError, messageOf } from '../errors';
import type { ChatMessage } from './chatMessage';
import { lineColumnAt } from './lineColumn';
import { promptError } from './promptError';
import type { PromptFile, Role } from './promptFile';
import { defaultRole } from './roleMarkers';
import { compileBraces } from './template/fillBraces';
import { compileHandlebars } from './template/fillHandlebars';
import { compileJinja } from './template/fillJinja';
import { compileMustache } from './template/fillMustache';
import type { FillTemplate } from './template/templateScan';
import { declaredDefaults, requiredVariables } from './templateDefaults';

interface Rendering {
  fill: FillTemplate;
  /** Splits filled text at the role marks; odd parts are role numbers. */
  marks: RegExp;
  nonce: string;
}

const ROLES: readonly Role[] = ['system', 'user', 'assistant'];

/** Compiling costs more than filling, and one prompt is filled for every example. */
const compiled = new WeakMap<PromptFile, Rendering>();

/**
 * The messages that a prompt becomes with some inputs.
 *
 * A value goes in once, as text: template code, role lines and role helpers in it stay text, since the markers
 * that stand in the file are replaced by marks with an unguessable number before any value is put in. Nothing
 * is escaped as HTML; objects and lists read as JSON; `null` reads as nothing. Blank lines around a message are
 * dropped, and so are messages of white space only.
 *
 * Throws an `input` error for a variable without a value, for a problem that parsing found, for a template that
 * fails, and when nothing is left to send.
 */
export function renderPrompt(prompt: PromptFile, inputs: Readonly<Record<string, unknown>>): ChatMessage[] {
  refuseProblems(prompt);
  const values = { ...declaredDefaults(prompt), ...withoutUndefined(inputs) };
  refuseMissing(prompt, values);
  const rendering = compiled.get(prompt) ?? compile(prompt);
  compiled.set(prompt, rendering);
  const filled = located(prompt, () => rendering.fill(values));
  const messages = messagesIn(filled, rendering, defaultRole(prompt.format));
  if (messages.length === 0) {
    throw promptError(
      prompt,
      prompt.body.start,
      'The prompt is empty once filled in.',
      'Write what the model is told.',
    );
  }
  if (messages.some(({ content }) => content.includes(rendering.nonce))) {
    throw promptError(
      prompt,
      prompt.body.start,
      'A role marker was changed by the template.',
      'Move it out of the filter.',
    );
  }
  return messages;
}

function refuseProblems(prompt: PromptFile): void {
  const error = prompt.problems.find(({ severity }) => severity === 'error');
  if (error)
    throw promptError(prompt, error.span.start, error.message, 'Correct it before the prompt is used.');
}

function refuseMissing(prompt: PromptFile, values: Readonly<Record<string, unknown>>): void {
  const missing = requiredVariables(prompt).find((name) => !Object.hasOwn(values, name));
  if (missing === undefined) return;
  const offset = prompt.variables.find(({ name }) => name === missing)?.span.start ?? prompt.body.start;
  const what = `The template variable \`${missing}\` has no value.`;
  throw promptError(
    prompt,
    offset,
    what,
    `Add a column \`${missing}\` to the dataset, or name its column under \`input:\`.`,
  );
}

function withoutUndefined(inputs: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== undefined));
}

function compile(prompt: PromptFile): Rendering {
  // Digits between private-use characters: no filter that changes case or spacing changes them.
  const nonce = Array.from({ length: 4 }, () => String(randomInt(1e9)).padStart(9, '0')).join('');
  const template = markedBody(prompt, (role) => `\uE000${nonce}${ROLES.indexOf(role)}\uE001`);
  return {
    fill: located(prompt, () => fillerOf(prompt, template)),
    marks: new RegExp(`\uE000${nonce}(\\d)\uE001`),
    nonce,
  };
}

/** The body with a mark in place of each role marker, on as many lines as before. */
function markedBody({ text, body, roleMarkers }: PromptFile, markOf: (role: Role) => string): string {
  let marked = '';
  let at = body.start;
  for (const { role, span } of roleMarkers) {
    const ownLine = text[span.end - 1] === '\n';
    marked += text.slice(at, span.start) + markOf(role) + (ownLine ? '\n' : '');
    at = span.end;
  }
  return marked + text.slice(at, body.end);
}

function fillerOf(prompt: PromptFile, template: string): FillTemplate {
  switch (prompt.syntax) {
    case 'jinja':
      return compileJinja(template, {
        path: prompt.path,
        firstLine: lineColumnAt(prompt.text, prompt.body.start).line,
      });
    case 'handlebars':
      return compileHandlebars(template, prompt.format === 'dotprompt');
    case 'mustache':
      return compileMustache(template);
    case 'braces':
      return compileBraces(template, prompt.format === 'vscode-prompt');
  }
}

function located<T>(prompt: PromptFile, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RedlineError) throw error;
    const what = `The template can't be filled: ${messageOf(error)}.`;
    throw promptError(prompt, prompt.body.start, what, 'Correct the template.', error);
  }
}

function messagesIn(filled: string, { marks }: Rendering, first: Role): ChatMessage[] {
  const parts = filled.split(marks);
  const messages: ChatMessage[] = [];
  for (let index = 0; index < parts.length; index += 2) {
    const role = index === 0 ? first : ROLES[Number(parts[index - 1])];
    const content = withoutBlankLines(parts[index] ?? '');
    if (role && content !== '') messages.push({ role, content });
  }
  return messages;
}

function withoutBlankLines(text: string): string {
  return text.replace(/^(?:[ \t]*\n)+/, '').trimEnd();
}
