import { z } from 'zod';
import { RedlineError } from '../errors';

/**
 * Options of ProTeGi. Defaults are those of Pryzant et al. 2023 (arXiv 2305.03495) as its published code has
 * them (microsoft/LMOps, prompt_optimization/main.py), but for `rounds`.
 */
export const protegiOptionsSchema = z
  .object({
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
  })
  .strict();

export type ProtegiOptions = z.infer<typeof protegiOptionsSchema>;

/** @throws RedlineError naming the option that is unknown or out of range. */
export function readProtegiOptions(options: Record<string, unknown>): ProtegiOptions {
  const parsed = protegiOptionsSchema.safeParse(options);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new RedlineError(
    'input',
    `optimizer.options${issue.path.length ? `.${issue.path.join('.')}` : ''} for protegi: ${issue.message}.`,
    {},
    `The options are ${Object.keys(protegiOptionsSchema.shape).join(', ')}.`,
  );
}

export interface ProtegiCalls {
  task: number;
  optimizer: number;
}

/** Most calls that a run with these options can make on `train` examples, cached answers not counted. */
export function protegiCalls(options: ProtegiOptions, train: number, samples: number): ProtegiCalls {
  let task = 0;
  let optimizer = 0;
  for (let round = 1; round <= options.rounds; round += 1) {
    // Only the seed prompt stands in the first beam.
    const parents = round === 1 ? 1 : options.beam;
    const reasons = options.critiques * options.reasonsPerCritique;
    optimizer += parents * (options.critiques + reasons * (1 + options.paraphrases));
    const proposals = Math.min(options.maxExpansion, reasons * (1 + options.paraphrases));
    const minibatch = parents * Math.min(options.minibatch, train);
    const pulls = Math.min(
      options.banditRounds * options.banditPrompts * options.banditSamples,
      (parents * proposals + parents) * train,
    );
    task += (minibatch + pulls) * samples;
  }
  return { task, optimizer };
}

/** Smallest values that {@link fitToBudget} goes down to, in the order in which it takes from them. */
const FLOORS: [keyof ProtegiOptions, number][] = [
  ['banditSamples', 8],
  ['paraphrases', 1],
  ['banditRounds', 3],
  ['minibatch', 24],
  ['beam', 2],
  ['maxExpansion', 4],
  ['critiques', 2],
  ['banditPrompts', 4],
  ['rounds', 2],
  ['minibatch', 8],
  ['banditSamples', 4],
  ['rounds', 1],
];

/**
 * The options, made smaller until a run fits `calls`, with the names of what was cut. Published defaults ask for
 * some 7 000 calls; a budget of a few hundred needs smaller ones, and a search that ends midway is worse than a
 * small one that ends.
 */
export function fitToBudget(
  wanted: ProtegiOptions,
  train: number,
  samples: number,
  calls: number,
): { options: ProtegiOptions; cut: string[] } {
  const options = { ...wanted };
  const cut = new Set<string>();
  const total = () => {
    const { task, optimizer } = protegiCalls(options, train, samples);
    return task + optimizer;
  };
  for (const [name, floor] of FLOORS) {
    while (total() > calls && options[name] > floor) {
      options[name] = Math.max(floor, Math.floor(options[name] * 0.75));
      cut.add(name);
    }
  }
  return { options, cut: [...cut] };
}
