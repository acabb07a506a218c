import { createHash } from 'node:crypto';
import { RedlineError, type ErrorPlace } from '../errors';
import type { Example, Part, SplitName, SplitSpec, Task } from './task';

export const PARTS = ['train', 'validation', 'test'] as const satisfies readonly Part[];

/** The parts that a split name stands for. The sealed test part is in `test` and `all` only. */
const PARTS_OF: Record<SplitName, readonly Part[]> = {
  train: ['train'],
  validation: ['validation'],
  test: ['test'],
  open: ['train', 'validation'],
  all: PARTS,
};

/**
 * The part that a row belongs to: a hash of the seed and the row's content (or its group's value) falls into
 * one of three stretches of [0, 1). It depends on nothing else, so rows added or removed never move others.
 */
export function partOf(content: string, split: SplitSpec): Part {
  const position = hashToUnit(`${split.seed}\n${content}`);
  // The last part with a share takes what rounding leaves over; a part without a share never gets a row.
  const shared = PARTS.filter((part) => split[part] > 0);
  let end = 0;
  for (const part of shared) {
    end += split[part];
    if (position < end) return part;
  }
  return shared.at(-1) ?? 'train';
}

/** Short name of a row from its content: 12 hex digits of its SHA-256. */
export function contentId(content: string): string {
  return sha256(content).toString('hex').slice(0, 12);
}

/** The examples of a split, in the dataset's order; empty when the split has none. */
export function examplesOf(task: Pick<Task, 'examples'>, split: SplitName): Example[] {
  const parts = PARTS_OF[split];
  return task.examples.filter(({ part }) => parts.includes(part));
}

/** As `examplesOf`, but a split without examples is a `RedlineError` (input) that says what to do. */
export function requireExamples(task: Task, split: SplitName): Example[] {
  const examples = examplesOf(task, split);
  if (examples.length > 0) return examples;
  const { train, validation, test } = task.split;
  const what = `The split "${split}" has no examples (train ${train}, validation ${validation}, test ${test}).`;
  throw new RedlineError('input', what, { file: task.file }, 'Change "split" in the task file, or add rows.');
}

/**
 * Throws `RedlineError` (input) when train or validation has a share but no examples: nothing could be searched
 * with or compared.
 */
export function checkParts(examples: readonly Example[], split: SplitSpec, place: ErrorPlace): void {
  const counts = PARTS.map((part) => ({
    part,
    count: examples.filter((example) => example.part === part).length,
  }));
  const empty = counts.find(({ part, count }) => part !== 'test' && split[part] > 0 && count === 0);
  if (!empty) return;
  const rows = examples.length === 1 ? 'only 1 row' : `only ${examples.length} rows`;
  const found = counts.map(({ part, count }) => `${count} ${part}`).join(', ');
  const what = `The split leaves ${empty.part} without examples: the dataset has ${rows} (${found}).`;
  const mend = `Add rows, write another "seed" under "split", or give ${empty.part} the share 0.`;
  throw new RedlineError('input', what, place, mend);
}

/** The first 52 bits of a SHA-256 as a number in [0, 1). */
function hashToUnit(text: string): number {
  return Number(sha256(text).readBigUInt64BE(0) >> 12n) / 2 ** 52;
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}
