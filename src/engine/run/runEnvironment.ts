import type { AnswerCache } from '../model/answerCache';
import type { KeyProvider } from '../model/keyProvider';
import type { Retry } from '../model/withRetry';

/** What a run needs from whoever starts it: the server or the command line. */
export interface RunEnvironment {
  keys: KeyProvider;
  /**
   * Whether the person trusts the workspace: only then is a task file's `baseUrl` outside of this machine
   * contacted.
   */
  trusted: boolean;
  /** Origins that are contacted even where the workspace as a whole is not trusted. */
  trustedOrigins?: readonly string[];
  /** Where `.redline` goes when the workspace can't be written. */
  fallbackFolder?: string;
  /** The answer cache of a folder; the same one each time (`createAnswerCaches`). */
  cacheFor(folder: string): AnswerCache;
  /** Pass the answer cache by when reading. */
  fresh?: boolean;
  /** Something a person should know that stops nothing. */
  onWarning(message: string): void;
  /** A call failed and is going to be tried again after a wait. */
  onRetry?(retry: Retry): void;
}
