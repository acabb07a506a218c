import { RedlineError } from '../errors';
import { lineColumnAt } from './lineColumn';

/** An `input` error at an offset of a prompt file. */
export function promptError(
  place: { path: string; text: string },
  offset: number,
  what: string,
  mend: string,
  cause?: unknown,
): RedlineError {
  const { line, column } = lineColumnAt(place.text, offset);
  return new RedlineError('input', what, { file: place.path, line, column }, mend, { cause });
}
