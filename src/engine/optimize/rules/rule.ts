import type { Failure } from '../failures';

/** What a rule sees: the failures of one prompt, and what right answers look like. */
export interface RuleContext {
  failures: readonly Failure[];
  /** Examples scored in all, right ones included. */
  scored: number;
  /** Right answers of the train part, as text. */
  targets: readonly string[];
  /** The label set, when the targets look like one; `null` for free answers. */
  labels: readonly string[] | null;
  /** What the task's metrics would give for another output of the same example. */
  rescore(failure: Failure, output: string): number;
}

/** A flaw that failures share, with the instruction that would mend it. */
export interface Finding {
  rule: string;
  instruction: string;
  /** Explanation with the counts behind it. */
  explanation: string;
  exampleIds: string[];
  /** Sum of score that the mended outputs would gain: what findings are ranked by. */
  gain: number;
}

export interface Rule {
  name: string;
  find(context: RuleContext): Finding | null;
}

/**
 * The failures that `mend` turns into better ones by the task's own metrics: a rule proposes nothing that it has
 * not tried on the answers at hand.
 */
export function mendedBy(
  context: RuleContext,
  mend: (output: string, failure: Failure) => string | null,
): { failures: Failure[]; gain: number } {
  const failures: Failure[] = [];
  let gain = 0;
  for (const failure of context.failures) {
    const mended = mend(failure.output, failure);
    if (mended === null || mended === failure.output) continue;
    const difference = context.rescore(failure, mended) - failure.score;
    if (difference <= 0) continue;
    failures.push(failure);
    gain += difference;
  }
  return { failures, gain };
}

/** `12 of 40 failures` */
export function countOf(failures: readonly Failure[], context: RuleContext): string {
  return `${failures.length} of ${context.failures.length} ${context.failures.length === 1 ? 'failure' : 'failures'}`;
}

/** ` (such as “The category is billing.” for “billing”)` */
export function instanceOf(failures: readonly Failure[]): string {
  const first = failures[0];
  if (!first) return '';
  const target = first.example.target;
  return ` (row ${first.example.row}: “${shorten(first.output)}” for “${shorten(typeof target === 'string' ? target : JSON.stringify(target))}”)`;
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

/** Ids of the failing examples, for the rationale of the edit. */
export function idsOf(failures: readonly Failure[]): string[] {
  return failures.map(({ example }) => example.id);
}
