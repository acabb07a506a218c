import type { KeyProvider } from '../engine/model/keyProvider';
import { keyMessage } from './protocol';

/** Keys that the extension host has handed over, each for one origin. Kept in memory only. */
export class KeyStore {
  private readonly keys = new Map<string, string>();

  readonly keyFor: KeyProvider = (origin) => this.keys.get(origin);

  /** Listens on the process's own channel; what isn't a key message is passed over. */
  listen(channel: NodeJS.Process = process): void {
    channel.on('message', (message) => {
      const parsed = keyMessage.safeParse(message);
      if (!parsed.success) return;
      const { origin, key } = parsed.data;
      if (key === '') this.keys.delete(origin);
      else this.keys.set(origin, key);
    });
  }
}
