import type { RunProgress } from '../engine/run/runEvents';
import type { ProgressParams } from './protocol';

/** Shortest time between two messages of one operation, in milliseconds: a person reads no faster. */
const PAUSE = 100;

/** Sends an operation's progress, thinned out: the first and the newest always arrive, phases never get lost. */
export function createProgressSender(
  operation: string,
  send: (params: ProgressParams) => void,
): { report(progress: RunProgress): void; end(): void } {
  let last: RunProgress | null = null;
  let timer: NodeJS.Timeout | null = null;
  const flush = () => {
    timer = null;
    if (last) send({ operation, ...last });
    last = null;
  };
  let phase = '';
  return {
    report(progress) {
      last = progress;
      const changed = progress.phase !== phase;
      phase = progress.phase;
      if (changed) {
        if (timer) clearTimeout(timer);
        flush();
      } else {
        timer ??= setTimeout(flush, PAUSE);
      }
    },
    end() {
      if (timer) clearTimeout(timer);
      flush();
    },
  };
}
