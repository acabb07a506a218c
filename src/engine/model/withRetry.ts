import { throwIfCancelled } from '../errors';
import { sleep as realSleep } from './abortable';
import { chance } from './chance';
import type { ChatModel } from './chatModel';
import { TransientError } from './providerError';

export interface Retry {
  model: string;
  /** The attempt that failed, 1-based. */
  attempt: number;
  attempts: number;
  /** Milliseconds until the next. */
  delayMs: number;
  error: TransientError;
}

export interface RetryOptions {
  /** Attempts in all. */
  maxAttempts?: number;
  /** Most that the first wait lasts, in milliseconds; doubles with each attempt. */
  baseMs?: number;
  /** Most that any wait of our own lasts, in milliseconds. */
  longestMs?: number;
  /** Most that a server's `Retry-After` can make us wait, in milliseconds. */
  longestRetryAfterMs?: number;
  /** Makes the waits the same every time. */
  seed?: number;
  /** Waits; rejects when the signal fires. Real time when left out. */
  sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  onRetry?: (retry: Retry) => void;
}

export const RETRY_DEFAULTS = { maxAttempts: 5, baseMs: 500, longestMs: 20_000, longestRetryAfterMs: 60_000 };

/**
 * Asks again after a `TransientError`: exponential back-off with full jitter (Brooker, "Exponential Backoff And
 * Jitter", AWS Architecture Blog 2015), so that calls which failed together don't come back together. A server's
 * `Retry-After` is a floor under the wait, with jitter of the first wait's size on top for the same reason.
 * The last error says how many times it was tried.
 */
export function withRetry(model: ChatModel, options: RetryOptions = {}): ChatModel {
  const { maxAttempts, baseMs, longestMs, longestRetryAfterMs } = { ...RETRY_DEFAULTS, ...options };
  const sleep = options.sleep ?? realSleep;
  const seed = options.seed ?? Math.random();
  let waits = 0;

  const delayAfter = (attempt: number, { retryAfterMs }: TransientError): number => {
    const jitter = chance('retry', seed, (waits += 1));
    if (retryAfterMs !== undefined) return Math.min(retryAfterMs, longestRetryAfterMs) + jitter * baseMs;
    return jitter * Math.min(longestMs, baseMs * 2 ** (attempt - 1));
  };

  return {
    ...model,
    async complete(request, signal) {
      for (let attempt = 1; ; attempt += 1) {
        throwIfCancelled(signal);
        try {
          return await model.complete(request, signal);
        } catch (error) {
          if (!(error instanceof TransientError)) throw error;
          if (attempt >= maxAttempts) throw attempt > 1 ? error.afterAttempts(attempt) : error;
          const delayMs = delayAfter(attempt, error);
          options.onRetry?.({ model: model.label, attempt, attempts: maxAttempts, delayMs, error });
          await sleep(delayMs, signal);
        }
      }
    },
  };
}
