import { fork, type ChildProcess } from 'node:child_process';
import type { KeyMessage } from '../server/protocol';

/**
 * The server as a process of its own. The language server protocol runs over its standard streams; API keys go
 * over the process's own channel, so that no protocol trace can print them.
 */
export class ServerProcess {
  private child: ChildProcess | undefined;
  /** Keys by origin, to hand to a server that is started again. */
  private readonly keys = new Map<string, string>();

  constructor(
    private readonly modulePath: string,
    private readonly environment: Record<string, string>,
  ) {}

  start(): ChildProcess {
    const child = fork(this.modulePath, ['--stdio'], {
      // What the host itself was started with, such as a debugger's port, is not the server's.
      execArgv: [],
      stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, ...this.environment },
    });
    this.child = child;
    for (const [origin, key] of this.keys) this.send({ type: 'key', origin, key });
    return child;
  }

  /** An empty key forgets the one there is. */
  setKey(origin: string, key: string): void {
    if (key === '') this.keys.delete(origin);
    else this.keys.set(origin, key);
    this.send({ type: 'key', origin, key });
  }

  private send(message: KeyMessage): void {
    // One that has just died can't be told; the next one is.
    if (this.child?.connected) this.child.send(message, () => undefined);
  }
}
