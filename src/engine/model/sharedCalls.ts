import { raceSignal } from './abortable';

interface SharedCall<T> {
  promise: Promise<T>;
  controller: AbortController;
  waiting: number;
}

/**
 * Work under way, by key: whoever asks for the same while it lasts shares its outcome. Each caller may leave by its
 * own signal; the work itself is aborted when the last one has left.
 */
export class SharedCalls<T> {
  private readonly calls = new Map<string, SharedCall<T>>();

  /**
   * Joins the work under `key` (and says so to `onJoin`), or starts it.
   *
   * @throws RedlineError of kind `cancelled` as soon as the caller's signal fires; whatever `work` throws
   */
  async run(
    key: string,
    work: (signal: AbortSignal) => Promise<T>,
    signal: AbortSignal | undefined,
    onJoin?: () => void,
  ): Promise<T> {
    const existing = this.calls.get(key);
    if (existing) onJoin?.();
    const call = existing ?? this.start(key, work);
    call.waiting += 1;
    try {
      return await raceSignal(call.promise, signal);
    } finally {
      call.waiting -= 1;
      if (call.waiting === 0 && this.calls.get(key) === call) {
        this.calls.delete(key);
        call.controller.abort();
      }
    }
  }

  private start(key: string, work: (signal: AbortSignal) => Promise<T>): SharedCall<T> {
    const controller = new AbortController();
    const call: SharedCall<T> = { promise: work(controller.signal), controller, waiting: 0 };
    this.calls.set(key, call);
    const forget = () => {
      if (this.calls.get(key) === call) this.calls.delete(key);
    };
    call.promise.then(forget, forget);
    return call;
  }
}
