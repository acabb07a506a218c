import type { Memento } from 'vscode';

const KEY = 'redline.replies';

/** What a person replied to explanations, by prompt, until a run has taken it into account. Reloads keep it. */
export class Replies {
  constructor(private readonly memento: Memento) {}

  of(promptPath: string): string[] {
    return this.all()[promptPath] ?? [];
  }

  async add(promptPath: string, text: string): Promise<void> {
    await this.keep(promptPath, [...this.of(promptPath), text]);
  }

  /** Keeps these replies of a prompt and no others. */
  async keep(promptPath: string, replies: readonly string[]): Promise<void> {
    const all = { ...this.all(), [promptPath]: replies };
    const kept = Object.entries(all).filter(([, each]) => each.length > 0);
    await this.memento.update(KEY, Object.fromEntries(kept));
  }

  private all(): Record<string, string[]> {
    return this.memento.get<Record<string, string[]>>(KEY, {});
  }
}
