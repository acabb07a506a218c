import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { afterEach, before, beforeEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { startModelServer } from '../support/modelServer';
import { taskOn } from '../unit/cli/serverTask';
import { closeEverything, eventually, runningExtension, topLenses } from './promptFixture';
import { WindowScript } from './windowScript';

/** Process ids of the servers that this extension host has started, from Linux's /proc. */
function serversOfThisHost(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((id) => isServer(id))
    .map(Number);
}

function isServer(id: string): boolean {
  try {
    const command = readFileSync(`/proc/${id}/cmdline`, 'utf8').split('\0');
    const [, parent] = /\) \S (\d+) /.exec(readFileSync(`/proc/${id}/stat`, 'utf8')) ?? [];
    return Number(parent) === process.pid && command.some((part) => part.endsWith('server.mjs'));
  } catch {
    // It has ended in between.
    return false;
  }
}

describe('the server process', () => {
  let person: WindowScript;
  before(runningExtension);
  beforeEach(() => {
    person = new WindowScript();
  });
  afterEach(async () => {
    person.restore();
    await closeEverything();
  });

  it('is one, and when it is killed the work under way ends with an error and the next one works', async function () {
    if (!existsSync('/proc/self/stat')) return this.skip();
    const [server, ...others] = serversOfThisHost();
    assert.ok(server);
    assert.deepEqual(others, []);
    let silent = true;
    const models = await startModelServer({ rule: () => (silent ? { kind: 'silent' } : undefined) });
    const task = await taskOn(models, { rows: 60 });
    const evaluate = () =>
      vscode.commands.executeCommand('redline.evaluate', vscode.Uri.file(task.promptPath));
    try {
      const running = evaluate();
      await models.whenInFlight(1);
      process.kill(server, 'SIGKILL');
      await running;
      await models.whenIdle();
      const [told, ...more] = person.texts('error');
      assert.match(told ?? '', /server ended before it was done\. Try again/);
      assert.deepEqual(more, []);
      silent = false;
      await eventually('a new server', () =>
        serversOfThisHost().some((id) => id !== server) ? true : undefined,
      );
      person.notices.length = 0;
      await evaluate();
      assert.deepEqual(person.texts('error'), []);
      assert.match((await topLenses(task.promptPath)).join(), /\d\.\d\d .*on \d+ examples/);
    } finally {
      await models.close();
      await task.remove();
    }
  });
});
