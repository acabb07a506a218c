import { cancelled, throwIfCancelled } from '../errors';
import { raceSignal } from './abortable';

/** Thrown when a piece of work took longer than it may. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/**
 * Runs `work` under a signal of its own that fires when the caller's does or when `milliseconds` have passed.
 * Settles at that moment even when `work` ignores its signal. A signal per call, rather than
 * `AbortSignal.any` on the caller's, leaves no listener behind on a signal that outlives thousands of calls.
 *
 * @throws RedlineError of kind `cancelled`; DeadlineError
 */
export async function withDeadline<T>(
  milliseconds: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  throwIfCancelled(signal);
  const controller = new AbortController();
  let late = false;
  const stop = () => controller.abort();
  const timer = setTimeout(() => {
    late = true;
    stop();
  }, milliseconds);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await raceSignal(work(controller.signal), controller.signal);
  } catch (error) {
    if (signal?.aborted) throw cancelled();
    if (late) throw new DeadlineError(`No answer within ${milliseconds} ms.`);
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}
