import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import pLimit, { type LimitFunction } from 'p-limit';
import writeFileAtomic from 'write-file-atomic';
import type { z } from 'zod';
import { messageOf, RedlineError } from '../errors';

/** Largest file of `.redline` that is read back, in bytes. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Reads a JSON file of `.redline`: untrusted input, so it must fit its schema. `null` where there is none.
 *
 * @throws RedlineError (input) for a file that can't be read or doesn't fit.
 */
export async function readJsonFile<T>(path: string, schema: z.ZodType<T>): Promise<T | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw unusable(path, messageOf(error), error);
  }
  if (text.length > MOST_BYTES) throw unusable(path, 'it is larger than Redline ever writes');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw unusable(path, messageOf(error), error);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw unusable(path, `${issue.path.join('.')}: ${issue.message}`);
}

/**
 * Writes a whole file or nothing: a reader never meets half of it. Makes the folder where it has gone.
 *
 * @throws RedlineError (input) when it can't be written
 */
export async function writeJsonFile(path: string, value: unknown): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFileAtomic(path, `${JSON.stringify(value, null, 2)}\n`);
  } catch (error) {
    throw notWritten(path, error);
  }
}

const turns = new Map<string, LimitFunction>();

/**
 * Lets changes of one file follow each other within this process: two that read, change and write at the same time
 * would lose one of them.
 */
export function inTurn<T>(path: string, change: () => Promise<T>): Promise<T> {
  const turn = turns.get(path) ?? pLimit(1);
  turns.set(path, turn);
  return turn(change);
}

/** What to tell of a file of `.redline` that can't be written. */
export function notWritten(path: string, cause: unknown): RedlineError {
  return new RedlineError(
    'input',
    `This record can't be written: ${messageOf(cause)}.`,
    { file: path },
    'Make room and the folder writable; answers that were paid for are kept.',
    { cause },
  );
}

function unusable(path: string, why: string, cause?: unknown): RedlineError {
  return new RedlineError('input', `This record can't be used: ${why}.`, { file: path }, 'Delete it.', {
    cause,
  });
}
