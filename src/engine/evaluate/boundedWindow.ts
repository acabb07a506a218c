import { setImmediate } from 'node:timers/promises';
import { throwIfCancelled } from '../errors';
import { raceSignal } from '../model/abortable';

/** Longest stretch of work, in milliseconds, between two looks at the event loop. */
const BREATH_MS = 20;

/**
 * Runs `work` over all items in order, at most `limit` under way at once, so that a large list costs no more
 * memory than the window. Rejects with the first error, or at once as cancelled when the signal fires, even
 * while work that ignores the signal is still under way; nothing new is started after either. Lets the event
 * loop turn now and then, since instant answers (cache, simulated model) would never let a cancel arrive.
 *
 * @param probe starts with a window of `first` and opens it to `limit` once `opened` resolves
 */
export async function forEachBounded<T>(
  items: readonly T[],
  limit: number,
  signal: AbortSignal,
  work: (item: T, index: number) => Promise<void>,
  probe?: { first: number; opened: Promise<void> },
): Promise<void> {
  throwIfCancelled(signal);
  const breathe = breather();
  let next = 0;
  let stopped = false;
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  void probe?.opened.then(open);
  const worker = async (_: unknown, number: number): Promise<void> => {
    if (probe && number >= probe.first) await gate;
    while (!stopped && !signal.aborted && next < items.length) {
      const index = next++;
      try {
        await work(items[index]!, index);
      } catch (error) {
        stopped = true;
        open();
        throw error;
      }
      await breathe();
    }
    open();
  };
  const workers = Array.from({ length: Math.min(Math.max(1, limit), items.length) }, worker);
  try {
    await raceSignal(Promise.all(workers), signal);
  } finally {
    stopped = true;
    open();
  }
}

/** All workers share one pause: were each to pause alone, the others would keep the event loop busy. */
function breather(): () => Promise<void> {
  let since = performance.now();
  let pause: Promise<void> | undefined;
  return async () => {
    if (pause === undefined && performance.now() - since < BREATH_MS) return;
    pause ??= setImmediate().then(() => {
      since = performance.now();
      pause = undefined;
    });
    await pause;
  };
}
