import { readFile, stat } from 'node:fs/promises';
import { RedlineError } from '../errors';
import { MAX_DATASET_BYTES } from './taskDefaults';

/** Reads a file as text; rejects with an error whose `code` is `ENOENT` when it isn't there. */
export type ReadFile = (path: string) => Promise<string>;

/**
 * A file's text (UTF-8, BOM kept). Throws `RedlineError` (input) for a file above `limit` bytes, before it is
 * read, and for bytes that aren't UTF-8; other errors are the file system's own.
 */
export async function readTextFile(path: string, limit = MAX_DATASET_BYTES): Promise<string> {
  const { size } = await stat(path);
  if (size > limit) {
    const what = `The file has ${megabytes(size)} MB; at most ${megabytes(limit)} MB are read.`;
    throw new RedlineError('input', what, { file: path }, 'Use a sample of its rows.');
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(path));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new RedlineError('input', 'The file is not UTF-8 text.', { file: path }, 'Save it as UTF-8.', {
      cause: error,
    });
  }
}

/** Whether an error says that a file isn't there. */
export function isNotFound(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toLocaleString('en', { maximumFractionDigits: bytes < 1_000_000 ? 6 : 1 });
}
