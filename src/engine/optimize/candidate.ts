import { createHash } from 'node:crypto';
import { violatedInvariant } from '../prompt/invariants';
import { parsePrompt } from '../prompt/parsePrompt';
import type { PromptFile } from '../prompt/promptFile';
import { applyEdit } from './applyEdit';
import type { Parsed } from './nonceReply';
import type { Candidate, Edit } from './proposal';

/** Short name of a candidate text. */
export function candidateId(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 10);
}

/**
 * Most characters that a candidate may be longer than the seed prompt. Every call pays for them: a runaway reply must
 * not multiply what a run costs.
 */
export const MOST_GROWTH = 20_000;

/** The prompt as it stood when the run began. */
export function seedCandidate(prompt: PromptFile): Candidate {
  return {
    id: candidateId(prompt.text),
    parent: null,
    step: 0,
    text: prompt.text,
    edits: [],
    score: null,
    scoredOn: 0,
  };
}

/**
 * The candidate that `edits` make of `parent`, or why it can't be one: an edit that doesn't apply, or a text that
 * breaks what must hold (template variables, control blocks, front matter). Checked before any call is paid.
 */
export function deriveCandidate(
  seed: PromptFile,
  parent: Candidate,
  edits: readonly Edit[],
  step: number,
): Parsed<Candidate> {
  let text = parent.text;
  for (const edit of edits) {
    const applied = applyEdit(parsePrompt(seed.path, text), edit);
    if ('reason' in applied) return { ok: false, reason: applied.reason };
    text = applied.text;
    const violation = violatedInvariant(seed, text);
    if (violation) return { ok: false, reason: violation };
  }
  const growth = text.length - seed.text.length;
  if (growth > MOST_GROWTH) {
    const reason = `The edits make the prompt ${growth} characters longer than it was; ${MOST_GROWTH} are the most. Write less.`;
    return { ok: false, reason };
  }
  if (text === parent.text) return { ok: false, reason: 'The edits change nothing.' };
  return {
    ok: true,
    value: {
      id: candidateId(text),
      parent: parent.id,
      step,
      text,
      edits: [...edits],
      score: null,
      scoredOn: 0,
    },
  };
}

/** The one with the higher estimate; the earlier, then the shorter one among equals. */
export function betterCandidate(a: Candidate, b: Candidate): Candidate {
  const difference = (b.score ?? -1) - (a.score ?? -1);
  if (difference !== 0) return difference > 0 ? b : a;
  if (a.step !== b.step) return a.step < b.step ? a : b;
  return a.text.length <= b.text.length ? a : b;
}
