import { messageOf, RedlineError, throwIfCancelled } from '../errors';
import { comparePaired } from '../evaluate/comparePaired';
import type { Evaluation, PairedComparison } from '../evaluate/evaluation';
import type { ScorePrompt } from '../optimize/optimizer';
import type { Example } from '../task/task';
import { applyHunks } from './applyHunks';
import { copiedExamples } from './copiedExamples';
import { measureMoreCalls, simultaneousConfidence } from './effectCalls';
import type { Effect, EffectEstimate, Hunk } from './hunk';
import { spuriousAlarms } from './spurious';
import { combineVerdicts, NEGLIGIBLE, verdictOf } from './verdict';
import { createVariantScorer, type VariantScorer } from './variantScorer';

export interface MeasureEffectsOptions {
  base: { text: string };
  /** All hunks between base and candidate. */
  hunks: readonly Hunk[];
  candidateText: string;
  /** Scores a prompt text; what is already paid for (seed prompt, candidate) is reused. */
  score: ScorePrompt;
  validation: readonly Example[];
  /** Examples that methods saw, to look for copied text; none unless given. */
  train?: readonly Example[];
  signal: AbortSignal;
  /** Calls that may be paid; no limit unless given. */
  maxCalls?: number;
  /** Answers drawn per example; 1 unless given. */
  samples?: number;
  /** Ids of the hunks to measure; the others are returned as they came. All unless given. */
  only?: readonly string[];
  /** Half-width of the band that counts for nothing; 0.02 unless given. */
  negligible?: number;
  /** Why a text can't be a prompt (a template variable lost…), so that no call is paid for it. */
  refuse?(text: string): string | null | undefined;
  /** Called with each hunk as soon as it is measured (or found not to be measurable). */
  onProgress?(progress: { done: number; total: number; hunk: Hunk }): void;
}

/**
 * Measures what each hunk does to the score on validation: alone (seed prompt with it against the seed prompt) and
 * left out (candidate against the candidate without it), paired by example, with intervals that hold together over
 * all hunks. Sequential, in the order of the hunks.
 *
 * A hunk that can't be measured keeps the effect that it had (`null` the first time) and says why in `unmeasured`: both variants break the
 * prompt, answers are missing, or the budget or the provider gave out. Those measured before keep their effects.
 *
 * @throws RedlineError (cancelled) when the signal fires; (internal) when the hunks don't make the candidate
 */
export async function measureEffects(options: MeasureEffectsOptions): Promise<Hunk[]> {
  const { base, hunks, candidateText, only } = options;
  if (applyHunks(base.text, hunks) !== candidateText) {
    throw new RedlineError('internal', 'The edits to measure do not make the candidate.');
  }
  const measured = hunks.filter((hunk) => !only || only.includes(hunk.id));
  if (measured.length === 0) return [...hunks];
  const scorer = createVariantScorer(options);
  const copies = copiedExamples(
    measured.map((hunk) => hunk.newText),
    base.text,
    options.train ?? [],
  );
  const results = new Map<string, Hunk>();
  let stopped: string | null =
    options.validation.length === 0 ? 'The validation part has no examples.' : null;
  for (const [index, hunk] of measured.entries()) {
    throwIfCancelled(options.signal);
    let result: Hunk = unmeasured(hunk, stopped ?? '');
    if (stopped === null) {
      try {
        result = await measureHunk(options, scorer, hunk, copies[index]!);
      } catch (error) {
        stopped = reasonToStop(error);
        result = unmeasured(hunk, stopped);
      }
    }
    results.set(hunk.id, result);
    options.onProgress?.({ done: index + 1, total: measured.length, hunk: result });
  }
  return hunks.map((hunk) => results.get(hunk.id) ?? hunk);
}

async function measureHunk(
  options: MeasureEffectsOptions,
  scorer: VariantScorer,
  hunk: Hunk,
  copiedFrom: readonly string[],
): Promise<Hunk> {
  const { base, hunks, candidateText, negligible = NEGLIGIBLE } = options;
  const withIt = applyHunks(base.text, [hunk]);
  const withoutIt = applyHunks(
    base.text,
    hunks.filter((other) => other.id !== hunk.id),
  );
  scorer.reserve([base.text, withIt, withoutIt, candidateText]);
  const alone = await comparePair(scorer, hunks.length, base.text, withIt);
  const leftOut = await comparePair(scorer, hunks.length, withoutIt, candidateText);
  const pairs = [leftOut, alone].filter((pair) => 'comparison' in pair);
  if (pairs.length === 0) return unmeasured(hunk, 'reason' in leftOut ? leftOut.reason : '');
  const verdict = (pair: Pair) => ('comparison' in pair ? verdictOf(pair.comparison, negligible) : null);
  const alarms = spuriousAlarms({
    base: base.text,
    hunk,
    copiedFrom,
    pairs: pairs.map(({ without, withHunk }) => [without, withHunk] as const),
  });
  const otherBadges = hunk.effect?.badges.filter((badge) => badge !== 'spurious') ?? [];
  const effect: Effect = {
    alone: estimateOf(alone),
    leftOut: estimateOf(leftOut),
    verdict: combineVerdicts(verdict(leftOut), verdict(alone)),
    badges: [...otherBadges, ...(alarms.length > 0 ? (['spurious'] as const) : [])],
    alarms,
    reliable: pairs.every(({ comparison }) => comparison.reliable),
    n: pairs[0]!.comparison.n,
    measureMoreCalls: measureMoreCalls(hunks.length, options.validation.length),
  };
  const result: Hunk = { ...hunk, effect };
  delete result.unmeasured;
  return result;
}

type Pair = { comparison: PairedComparison; without: Evaluation; withHunk: Evaluation } | { reason: string };

async function comparePair(
  scorer: VariantScorer,
  hunkCount: number,
  withoutText: string,
  withText: string,
): Promise<Pair> {
  const without = await scorer.score(withoutText);
  if ('reason' in without) return without;
  const withHunk = await scorer.score(withText);
  if ('reason' in withHunk) return withHunk;
  const confidence = simultaneousConfidence(hunkCount);
  return { comparison: comparePaired(without, withHunk, { confidence }), without, withHunk };
}

function estimateOf(pair: Pair): EffectEstimate | null {
  return 'comparison' in pair ? { difference: pair.comparison.difference, ci: pair.comparison.ci } : null;
}

/** An effect from an earlier round stays. */
function unmeasured(hunk: Hunk, reason: string): Hunk {
  return { ...hunk, unmeasured: reason };
}

/** Budget and provider errors end the measuring, not the run; anything else is thrown on. */
function reasonToStop(error: unknown): string {
  const ends = error instanceof RedlineError && (error.kind === 'budget' || error.kind === 'provider');
  if (!ends) throw error;
  return messageOf(error);
}
