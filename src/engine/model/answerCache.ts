import * as cacache from 'cacache';
import { z } from 'zod';
import { messageOf } from '../errors';
import type { ChatAnswer } from './chatModel';
import { SharedCalls } from './sharedCalls';

/** Answers kept in memory, so that thousands of reads don't touch the disk. */
const MEMORY_ENTRIES = 20_000;

const tokens = z.number().int().nonnegative().nullable();

/** What stands on disk. The key is in it, so that an entry moved to another key is no answer there. */
const storedEntry = z.strictObject({
  key: z.string(),
  text: z.string(),
  usage: z.strictObject({ inputTokens: tokens, outputTokens: tokens }),
});

/** An answer worth keeping: whole, and the model's own. */
export type StoredAnswer = Pick<ChatAnswer, 'text' | 'usage'>;

export interface AnswerCacheOptions {
  /** Folder on disk; without one, answers last as long as the process. */
  folder?: string;
  /** Told once when the folder can't be read or written; answers are then kept in memory only. */
  onWarning?: (message: string) => void;
  memoryEntries?: number;
}

/**
 * Answers that were paid for, by the key of their call. The folder is content-addressed and checksummed (cacache),
 * safe to share between processes, and untrusted: an entry that doesn't hold what it should is a miss.
 * Never throws: where the folder fails, there is less caching and one warning.
 */
export class AnswerCache {
  /** Calls under way, so that two callers with the same question pay once. */
  readonly underWay = new SharedCalls<{ answer: ChatAnswer; paid: boolean }>();
  private readonly memory = new Map<string, StoredAnswer>();
  private readonly memoryEntries: number;
  private folder: string | undefined;

  constructor(private readonly options: AnswerCacheOptions = {}) {
    this.folder = options.folder;
    this.memoryEntries = options.memoryEntries ?? MEMORY_ENTRIES;
  }

  /** The answer to a call, `null` where there is none. */
  async get(key: string): Promise<StoredAnswer | null> {
    const remembered = this.memory.get(key);
    if (remembered) return remembered;
    const stored = await this.read(key);
    if (stored) this.remember(key, stored);
    return stored;
  }

  /** Keeps an answer; on disk once this settles. */
  async put(key: string, { text, usage }: StoredAnswer): Promise<void> {
    this.remember(key, { text, usage });
    if (this.folder === undefined) return;
    const entry: z.infer<typeof storedEntry> = { key, text, usage };
    try {
      await cacache.put(this.folder, key, JSON.stringify(entry));
    } catch (error) {
      this.giveUp('written', error);
    }
  }

  private async read(key: string): Promise<StoredAnswer | null> {
    if (this.folder === undefined) return null;
    try {
      const { data } = await cacache.get(this.folder, key, { memoize: false });
      return parseEntry(data.toString('utf8'), key);
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === 'EINTEGRITY' || code === 'EBADSIZE') await this.dropContent(this.folder, key);
      // A lost or damaged entry (which makes the library stumble in other ways) concerns one answer; only what the
      // file system reports concerns the folder.
      else if (code !== undefined && code !== 'ENOENT') this.giveUp('read', error);
      return null;
    }
  }

  /** Removes damaged content: cacache never overwrites content that is there, so it would stay damaged for good. */
  private async dropContent(folder: string, key: string): Promise<void> {
    try {
      const entry = await cacache.get.info(folder, key);
      if (entry) await cacache.rm.content(folder, entry.integrity);
    } catch (error) {
      this.giveUp('written', error);
    }
  }

  private remember(key: string, answer: StoredAnswer): void {
    this.memory.delete(key);
    this.memory.set(key, answer);
    if (this.memory.size <= this.memoryEntries) return;
    const [oldest] = this.memory.keys();
    if (oldest !== undefined) this.memory.delete(oldest);
  }

  private giveUp(attempted: 'read' | 'written', error: unknown): void {
    if (this.folder === undefined) return;
    const folder = this.folder;
    this.folder = undefined;
    this.options.onWarning?.(
      `${folder}: The answer cache can't be ${attempted} (${messageOf(error)}). Answers are not kept beyond this process.`,
    );
  }
}

function parseEntry(json: string, key: string): StoredAnswer | null {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return null;
  }
  const parsed = storedEntry.safeParse(value);
  if (!parsed.success || parsed.data.key !== key) return null;
  return { text: parsed.data.text, usage: parsed.data.usage };
}
