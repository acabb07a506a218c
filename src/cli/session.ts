import type { ExitCode } from './exitCode';
import type { Terminal } from './terminal';

/** One invocation of the command. */
export interface Session {
  terminal: Terminal;
  environment: Record<string, string | undefined>;
  /** Fires on Ctrl+C and on SIGTERM. */
  signal: AbortSignal;
  /** Says how the invocation ended; 0 unless said. */
  end(code: ExitCode): void;
}
