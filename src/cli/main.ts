#!/usr/bin/env node
import { setMaxListeners } from 'node:events';
import process from 'node:process';
import { EXIT, type ExitCode } from './exitCode';
import { reportFailure } from './failure';
import { createProgram } from './program';
import type { Session } from './session';
import { createTerminal } from './terminal';

/** How long connections may keep the process after its work is done, in milliseconds. */
const LINGER = 2000;

// Every call in flight listens to the one signal; older versions of Node take that for a leak.
setMaxListeners(0);

const abort = new AbortController();
let code: ExitCode = EXIT.done;
const session: Session = {
  terminal: createTerminal({ stdout: process.stdout, stderr: process.stderr, environment: process.env }),
  environment: process.env,
  signal: abort.signal,
  end: (ended) => (code = ended),
};

// The first signal lets the run write down how it ended; a second one ends it at once.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (abort.signal.aborted) process.exit(EXIT.cancelled);
    abort.abort();
  });
}

try {
  await createProgram(session).parseAsync();
} catch (error) {
  session.terminal.clear();
  code = reportFailure(error, session);
}
process.exitCode = code;
await session.terminal.flushed();
setTimeout(() => process.exit(), LINGER).unref();
