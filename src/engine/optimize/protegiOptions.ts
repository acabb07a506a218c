import { z } from 'zod';
import { strictObject } from '../schema/schemaProblem';

/**
 * Options of ProTeGi. Defaults are those of Pryzant et al. 2023 (arXiv 2305.03495) as its published code has
 * them (microsoft/LMOps, prompt_optimization/main.py), but for `rounds`.
 */
export const protegiOptionsSchema = strictObject({
  /** Search rounds. Published: 6; the paper's own curves peak near round 3, so half the cost is saved. */
  rounds: z.number().int().min(1).default(3),
  /** Prompts kept after each round (`beam_size`). */
  beam: z.number().int().min(1).default(4),
  /** Train examples run per beam prompt to find failures (`minibatch_size`). */
  minibatch: z.number().int().min(1).default(64),
  /** Groups of failures that get a critique each (`n_gradients`). */
  critiques: z.number().int().min(1).default(4),
  /** Failures shown to one critique (`errors_per_gradient`). */
  errorsPerCritique: z.number().int().min(1).default(4),
  /** Reasons asked for in one critique (`gradients_per_error`). */
  reasonsPerCritique: z.number().int().min(1).default(1),
  /** Paraphrases of each edit (`mc_samples_per_step`). */
  paraphrases: z.number().int().min(0).default(2),
  /** Proposals kept per beam prompt before selection, at random (`max_expansion_factor`). */
  maxExpansion: z.number().int().min(1).default(8),
  /** Rounds of the bandit (`eval_rounds`). */
  banditRounds: z.number().int().min(1).default(8),
  /** Prompts pulled per bandit round (`eval_prompts_per_round`). */
  banditPrompts: z.number().int().min(1).default(8),
  /** Examples per pull (`samples_per_eval`). */
  banditSamples: z.number().int().min(1).default(32),
  /** Exploration constant of UCB (`c`). */
  exploration: z.number().min(0).default(1),
});

export type ProtegiOptions = z.infer<typeof protegiOptionsSchema>;

/** The options with defaults for those that aren't given. @throws ZodError for wrong ones (a run checks them first). */
export function readProtegiOptions(options: Record<string, unknown>): ProtegiOptions {
  return protegiOptionsSchema.parse(options);
}

export interface ProtegiCalls {
  task: number;
  optimizer: number;
}

/**
 * Most calls that a run with these options can make on `train` examples, cached answers not counted. The bandit stops
 * by itself when its share of the budget is spent.
 */
export function protegiCalls(options: ProtegiOptions, train: number, samples: number): ProtegiCalls {
  const calls = { task: 0, optimizer: 0 };
  for (let round = 1; round <= options.rounds; round += 1) {
    const { arms, optimizer } = roundSize(options, round);
    const pulls = Math.min(
      options.banditRounds * options.banditPrompts * options.banditSamples,
      arms * train,
    );
    calls.task += (Math.min(options.minibatch, train) + pulls) * samples;
    calls.optimizer += optimizer;
  }
  return calls;
}

/** What one round takes: the prompts to choose among, and the requests to the optimizer model that make them. */
function roundSize(options: ProtegiOptions, round: number): { arms: number; optimizer: number } {
  // Only the seed prompt stands in the first beam.
  const parents = round === 1 ? 1 : options.beam;
  const reasons = options.critiques * options.reasonsPerCritique;
  const grown = Math.min(options.maxExpansion, reasons * (1 + options.paraphrases));
  return {
    arms: parents * (1 + grown),
    optimizer: parents * (options.critiques + reasons * (1 + options.paraphrases)),
  };
}

/** Examples that a candidate should meet on average for choosing among candidates to be more than a lottery. */
const EXAMPLES_PER_ARM = 16;

/** Smallest values that {@link fitToBudget} goes down to, in the order in which it takes from them. */
const FLOORS: [keyof ProtegiOptions, number][] = [
  ['paraphrases', 1],
  ['beam', 2],
  ['maxExpansion', 4],
  ['paraphrases', 0],
  ['minibatch', 24],
  ['rounds', 2],
  ['critiques', 2],
  ['beam', 1],
  ['minibatch', 8],
  ['rounds', 1],
  ['critiques', 1],
];

/**
 * The options, made smaller until a run fits `calls`, with the names of what was cut. Published defaults ask for
 * some 7 000 calls; with a budget of a few hundred it is better to tell a few candidates apart than to have many.
 */
export function fitToBudget(
  wanted: ProtegiOptions,
  train: number,
  samples: number,
  calls: number,
): { options: ProtegiOptions; cut: string[] } {
  const options = { ...wanted };
  const cut = new Set<string>();
  for (const [name, floor] of FLOORS) {
    while (leastCalls(options, train, samples) > calls && options[name] > floor) {
      options[name] = Math.max(floor, Math.floor(options[name] * 0.75));
      cut.add(name);
    }
  }
  return { options, cut: [...cut] };
}

/** Calls below which the search would be a lottery: every arm on a few examples, and all requests. */
function leastCalls(options: ProtegiOptions, train: number, samples: number): number {
  let calls = Math.min(options.minibatch, train) * samples;
  for (let round = 1; round <= options.rounds; round += 1) {
    const { arms, optimizer } = roundSize(options, round);
    calls += optimizer + arms * Math.min(EXAMPLES_PER_ARM, train) * samples;
  }
  return calls;
}
