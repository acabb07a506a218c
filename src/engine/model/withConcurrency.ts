import pLimit from 'p-limit';
import { cancelled, throwIfCancelled } from '../errors';
import type { ChatAnswer, ChatModel } from './chatModel';

/**
 * Lets at most `limit` calls run at a time, in the order in which they came. A call whose signal fires while it waits
 * rejects at once and never runs.
 */
export function withConcurrency(model: ChatModel, limit: number): ChatModel {
  const slots = pLimit(limit);
  return {
    ...model,
    async complete(request, signal) {
      throwIfCancelled(signal);
      return new Promise<ChatAnswer>((resolve, reject) => {
        const leaveQueue = () => reject(cancelled());
        signal?.addEventListener('abort', leaveQueue, { once: true });
        const run = async () => {
          signal?.removeEventListener('abort', leaveQueue);
          if (!signal?.aborted) await model.complete(request, signal).then(resolve, reject);
        };
        void slots(run);
      });
    },
  };
}
