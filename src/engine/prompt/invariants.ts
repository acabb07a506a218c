import { messageOf } from '../errors';
import { parsePrompt } from './parsePrompt';
import type { PromptFile, ProtectedSpan } from './promptFile';

/**
 * Why a candidate must not take a prompt's place, `null` when it may. A candidate has to keep, letter for
 * letter: the front matter, control tags, comments, verbatim sections, kept blocks and role markers, all in
 * their order, and every placeholder as often as it stood. A placeholder may move, but only between the same
 * two control tags or role markers: a loop's local name means nothing outside its loop, and text from a dataset
 * doesn't belong in another speaker's message. A candidate also has to parse, without a new problem, and to say
 * something.
 */
export function violatedInvariant(base: PromptFile, candidateText: string): string | null {
  let candidate: PromptFile;
  try {
    candidate = parsePrompt(base.path, candidateText);
  } catch (error) {
    return `The candidate can't be read: ${messageOf(error)}`;
  }
  return (
    changedFrontMatter(base, candidate) ??
    changedPlaceholders(base, candidate) ??
    changedStructure(base, candidate) ??
    movedPlaceholder(base, candidate) ??
    newProblem(base, candidate)
  );
}

function changedFrontMatter(base: PromptFile, candidate: PromptFile): string | null {
  const before = base.text.slice(0, base.body.start);
  const after = candidate.text.slice(0, candidate.body.start);
  return before === after ? null : 'It changes the front matter.';
}

type Kind = ProtectedSpan['kind'];

const PLACEHOLDERS: ReadonlySet<Kind> = new Set(['placeholder', 'reference']);

/** What has to keep its order, with the words to say so. */
const STRUCTURE: readonly (readonly [name: string, kinds: ReadonlySet<Kind>])[] = [
  ['role markers', new Set(['role'])],
  ['control tags', new Set(['block', 'raw'])],
  ['comments', new Set(['comment'])],
  ['blocks marked `redline: keep`', new Set(['keep'])],
  ['the order of role markers, control tags and kept blocks', new Set(['role', 'block', 'raw', 'keep'])],
];

function changedStructure(base: PromptFile, candidate: PromptFile): string | null {
  const changed = STRUCTURE.find(([, kinds]) => {
    const [before, after] = [sourcesOf(base, kinds), sourcesOf(candidate, kinds)];
    return before.length !== after.length || before.some((source, index) => source !== after[index]);
  });
  return changed ? `It changes ${changed[0]}.` : null;
}

function sourcesOf({ text, protected: spans }: PromptFile, kinds: ReadonlySet<Kind>): string[] {
  return spans.filter(({ kind }) => kinds.has(kind)).map(({ span }) => text.slice(span.start, span.end));
}

function changedPlaceholders(base: PromptFile, candidate: PromptFile): string | null {
  const before = counts(sourcesOf(base, PLACEHOLDERS));
  const after = counts(sourcesOf(candidate, PLACEHOLDERS));
  const differing = (more: Map<string, number>, fewer: Map<string, number>): string[] =>
    [...more]
      .filter(([source, count]) => count > (fewer.get(source) ?? 0))
      .map(([source]) => `\`${source}\``);
  const dropped = differing(before, after);
  const added = differing(after, before);
  if (dropped.length > 0 && added.length > 0)
    return `It replaces ${dropped.join(', ')} with ${added.join(', ')}.`;
  if (dropped.length > 0) return `It drops ${dropped.join(', ')}.`;
  return added.length > 0 ? `It adds ${added.join(', ')}.` : null;
}

function counts(sources: readonly string[]): Map<string, number> {
  const result = new Map<string, number>();
  for (const source of sources) result.set(source, (result.get(source) ?? 0) + 1);
  return result;
}

function movedPlaceholder(base: PromptFile, candidate: PromptFile): string | null {
  const [before, after] = [regionsOf(base), regionsOf(candidate)];
  const moved = before.some((region, index) => region !== after[index]);
  return moved ? 'It moves a template variable to another message or across a control tag.' : null;
}

/** For each stretch between two role markers or control tags, its placeholders in alphabetical order. */
function regionsOf({ text, protected: spans }: PromptFile): string[] {
  const regions: string[][] = [[]];
  for (const { kind, span } of spans) {
    if (kind === 'role' || kind === 'block') regions.push([]);
    else if (PLACEHOLDERS.has(kind)) regions.at(-1)?.push(text.slice(span.start, span.end));
  }
  return regions.map((region) => region.sort().join('\n'));
}

function newProblem(base: PromptFile, candidate: PromptFile): string | null {
  const known = new Set(base.problems.map(({ message }) => message));
  return (
    candidate.problems.find(({ severity, message }) => severity === 'error' && !known.has(message))
      ?.message ?? null
  );
}
