import { RedlineError, throwIfCancelled } from '../errors';
import type { OptimizerContext, OptimizerStep } from '../optimize/optimizer';
import type { Optimizer } from '../optimize/optimizer';
import type { Candidate } from '../optimize/proposal';
import { betterCandidate } from '../optimize/candidate';
import type { HistoryPoint } from './runEvents';

/** What a search left behind. */
export interface SearchOutcome {
  /** Every candidate by id, the newest form of each. */
  candidates: Map<string, Candidate>;
  /** The seed prompt as the method scored it. */
  seedScore: number | null;
  history: HistoryPoint[];
  rejected: { reason: string }[];
  stopped: 'budget' | null;
}

/**
 * Drives a method to its end, or to the end of its budget: what it has found by then stays.
 *
 * @param onStep awaited after each step, so that it is on record before the next begins
 * @throws RedlineError what the method throws, but for an ended budget
 */
export async function search(
  method: Optimizer,
  context: OptimizerContext,
  spentCalls: () => number,
  onStep: (step: OptimizerStep, history: HistoryPoint[]) => Promise<void>,
): Promise<SearchOutcome> {
  const outcome: SearchOutcome = {
    candidates: new Map(),
    seedScore: null,
    history: [],
    rejected: [],
    stopped: null,
  };
  try {
    for await (const step of method.run(context)) {
      throwIfCancelled(context.signal);
      take(outcome, step);
      outcome.history.push({ step: step.step, best: step.best.score, calls: spentCalls() });
      await onStep(step, outcome.history);
    }
  } catch (error) {
    if (!(error instanceof RedlineError) || error.kind !== 'budget') throw error;
    outcome.stopped = 'budget';
  }
  return outcome;
}

function take(outcome: SearchOutcome, { candidates, best, rejected }: OptimizerStep): void {
  outcome.rejected.push(...rejected);
  for (const candidate of [...candidates, best]) {
    if (candidate.parent === null) outcome.seedScore = candidate.score;
    else outcome.candidates.set(candidate.id, candidate);
  }
}

/**
 * The candidate that goes to review: the best one that isn't the seed prompt. It goes there even when the seed
 * prompt scored higher, marked for what it is; `null` when there is none.
 */
export function winnerOf({ candidates }: SearchOutcome): Candidate | null {
  const scored = [...candidates.values()].filter(({ score }) => score !== null);
  return scored.length ? scored.reduce(betterCandidate) : null;
}

/** The chain of candidates that leads from the seed prompt to `last`, both included. */
export function lineageOf(
  seed: Candidate,
  last: Candidate,
  candidates: ReadonlyMap<string, Candidate>,
): Candidate[] {
  const chain = [last];
  for (let parent = last.parent; parent !== null && parent !== seed.id; parent = chain[0]!.parent) {
    const found = candidates.get(parent);
    if (!found) throw new RedlineError('internal', `Candidate ${parent} has no record.`);
    chain.unshift(found);
  }
  return last.id === seed.id ? chain : [seed, ...chain];
}
