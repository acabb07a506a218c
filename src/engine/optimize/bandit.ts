import { RedlineError } from '../errors';
import type { Example } from '../task/task';
import type { ScorePrompt } from './optimizer';

/** What is known of one arm (a prompt text) after its pulls. */
export interface Arm {
  text: string;
  /** Sum of the scores of its answered examples. */
  total: number;
  /** Examples with an answer. */
  scored: number;
  /** Examples asked for: every arm walks the same order, so arms are compared on nested sets. */
  pulled: number;
}

export interface UcbOptions {
  rounds: number;
  /** Arms pulled per round. */
  promptsPerRound: number;
  /** Examples per pull. */
  samplesPerPull: number;
  /** Asked before each pull; false ends the selection. */
  mayPull?(): boolean;
  /** Constant c of mean + c·√(ln t / n). */
  exploration: number;
}

/**
 * UCB1 over prompts (Auer et al. 2002; as ProTeGi uses it, arXiv 2305.03495 section 2.3): per round the arms with
 * the highest upper confidence bound are pulled on their next examples in one seeded order. Stops early when every
 * arm has met every example, or when its share of the budget or all of it is spent (what was paid for is kept).
 */
export async function selectByUcb(
  texts: readonly string[],
  order: readonly Example[],
  score: ScorePrompt,
  options: UcbOptions,
): Promise<Arm[]> {
  const arms = texts.map((text): Arm => ({ text, total: 0, scored: 0, pulled: 0 }));
  for (let round = 0; round < options.rounds; round += 1) {
    const open = arms.filter((arm) => arm.pulled < order.length);
    if (open.length === 0) break;
    const spent = arms.reduce((sum, arm) => sum + arm.scored, 0);
    const chosen = [...open]
      .sort((a, b) => upperBound(b, spent, options.exploration) - upperBound(a, spent, options.exploration))
      .slice(0, options.promptsPerRound);
    for (const arm of chosen) {
      if (options.mayPull?.() === false) return arms;
      if (!(await pull(arm, arm.pulled + options.samplesPerPull, order, score))) return arms;
    }
  }
  return arms;
}

/**
 * Brings arms to the same examples, so that their means can be ranked.
 *
 * @returns false when the budget ended first.
 */
export async function equalizePulls(
  arms: readonly Arm[],
  order: readonly Example[],
  score: ScorePrompt,
): Promise<boolean> {
  const most = Math.max(0, ...arms.map((arm) => arm.pulled));
  for (const arm of arms) {
    if (arm.pulled < most && !(await pull(arm, most, order, score))) return false;
  }
  return true;
}

/** Mean score of the answered examples, in [0, 1]; `null` before the first. */
export function meanOf(arm: Arm): number | null {
  return arm.scored === 0 ? null : arm.total / arm.scored;
}

/** Highest mean first; among equal means the arm with more examples behind it. */
export function byMean(a: Arm, b: Arm): number {
  return (meanOf(b) ?? -1) - (meanOf(a) ?? -1) || b.scored - a.scored;
}

function upperBound(arm: Arm, spent: number, exploration: number): number {
  if (arm.scored === 0) return Number.POSITIVE_INFINITY;
  return arm.total / arm.scored + exploration * Math.sqrt(Math.log(Math.max(spent, 2)) / arm.scored);
}

async function pull(arm: Arm, upTo: number, order: readonly Example[], score: ScorePrompt): Promise<boolean> {
  try {
    const evaluation = await score(arm.text, order.slice(arm.pulled, upTo));
    for (const result of evaluation.examples) {
      if (result.score === null) continue;
      arm.total += result.score;
      arm.scored += 1;
    }
    arm.pulled = Math.min(upTo, order.length);
    return true;
  } catch (error) {
    if (error instanceof RedlineError && error.kind === 'budget') return false;
    throw error;
  }
}
