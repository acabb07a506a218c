// Runs a command in a process group of its own and ends the whole group as soon as stdin closes.
// stdin is a pipe from whoever started us, so the group goes away even when the starter is killed outright.
// Usage: node guard.mjs COMMAND ARGUMENT...
import { spawn } from 'node:child_process';
import process from 'node:process';

const [command, ...args] = process.argv.slice(2);
if (command === undefined) {
  throw new Error('guard.mjs needs a command to run');
}

const windows = process.platform === 'win32';
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], detached: !windows });

function endGroup() {
  if (child.pid === undefined) return;
  try {
    if (windows) spawn('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group has already gone.
  }
}

child.on('error', (error) => {
  console.error(error.message);
  process.exit(127);
});
child.on('exit', (code) => {
  endGroup();
  process.exit(code ?? 1);
});
process.stdin.on('close', endGroup).on('error', endGroup).resume();
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, endGroup);
