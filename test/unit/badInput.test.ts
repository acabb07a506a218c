import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startModelServer, type Behaviour, type ModelServer } from '../support/modelServer';
import { makeSampleTask, SAMPLE_PROMPT, type SampleTask } from '../support/sampleTask';
import { runCli, type CliResult } from './cli/cliProcess';
import { makeServerTask, taskOn } from './cli/serverTask';

let task: SampleTask;
let server: ModelServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
  await task.remove();
});

/** Runs a command on the task's prompt, which must come out as it went in. */
async function runOn(command: 'eval' | 'optimize', ...more: string[]): Promise<CliResult> {
  const before = await readFile(task.promptPath);
  const result = await runCli([command, task.promptPath, ...more]);
  expect(await readFile(task.promptPath)).toEqual(before);
  return result;
}

/** The error: the last line of stderr, one line, no stack. */
function errorOf({ stderr }: CliResult): string {
  expect(stderr).not.toMatch(/^\s+at /m);
  return stderr.trimEnd().split('\n').at(-1)!;
}

/** A port on which nothing listens. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

describe.each(['eval', 'optimize'] as const)('a model server in trouble, at redline %s', (command) => {
  it('unreachable', async () => {
    const port = await freePort();
    task = await makeServerTask(`http://127.0.0.1:${port}/v1`, { rows: 60 });
    const result = await runOn(command);
    expect(result.code).toBe(3);
    expect(errorOf(result)).toMatch(
      new RegExp(
        `sort\\.task\\.yaml: .*No model server answers at http://127\\.0\\.0\\.1:${port}: nothing listens there.*` +
          'Start the model server, or correct `baseUrl`',
      ),
    );
  });

  const failing: [string, Behaviour, RegExp][] = [
    [
      '401',
      { kind: 'status', status: 401, message: 'No.' },
      /wants an API key, and there is none \(401\).* Set the key/,
    ],
    [
      '429 without end',
      { kind: 'status', status: 429, retryAfter: '0' },
      /takes no more requests just now \(429\).*Tried 5 times\. Lower `concurrency`/,
    ],
    [
      '500',
      { kind: 'status', status: 500, retryAfter: '0' },
      /failed to answer \(500\).*Tried 5 times\. Try again/,
    ],
    [
      'malformed JSON',
      { kind: 'malformed' },
      /sent JSON that can't be read.*Tried 5 times\. Try again; if it stays so/,
    ],
    [
      'an empty answer',
      { kind: 'answer', text: '' },
      /gave an empty answer\. Tried 5 times\. Check that it is a chat model/,
    ],
  ];
  it.each(failing)('%s', async (_, behaviour, message) => {
    server = await startModelServer({ rule: () => behaviour });
    task = await taskOn(server, { rows: 60 });
    const result = await runOn(command);
    expect(result.code).toBe(3);
    expect(errorOf(result)).toMatch(/^redline: .*sort\.task\.yaml: /);
    expect(errorOf(result)).toMatch(message);
    // The first examples show that nothing will come: not every one is tried to the end.
    const asked = new Set(server.requests.map(({ messages }) => JSON.stringify(messages)));
    if (command === 'eval') expect(server.requests.length).toBeLessThan(5 * asked.size);
  });
});

describe.each(['eval', 'optimize'] as const)('a task that cannot be used, at redline %s', (command) => {
  const withTask = async (edit: (text: string) => string) => (task = await makeSampleTask({ edit }));

  const rejected = async (...expected: RegExp[]) => {
    const result = await runOn(command);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr.trimEnd().split('\n')).toHaveLength(1);
    for (const message of expected) expect(errorOf(result)).toMatch(message);
  };

  it('a missing column', async () => {
    await withTask((text) => text.replace('target: label', 'target: lable'));
    await rejected(/sort\.task\.yaml:2:\d+: The dataset has no column "lable"\./, /Did you mean "label"\?/);
  });

  it('an empty dataset', async () => {
    await withTask((text) => text);
    await writeFile(join(task.folder, 'tickets.csv'), 'ticket,label\n');
    await rejected(/tickets\.csv: The dataset has no rows\. Add at least one row\./);
  });

  it('a dataset that is not there', async () => {
    await withTask((text) => text.replace('tickets.csv', 'ticket.csv'));
    await rejected(/sort\.task\.yaml:1:\d+: The dataset .*ticket\.csv does not exist\. Paths start at/);
  });

  it('a split with no examples', async () => {
    task = await makeSampleTask({ rows: 1 });
    await rejected(
      /sort\.task\.yaml:4:\d+: The split leaves (train|validation) without examples/,
      /Add rows/,
    );
  });

  it('an unknown key', async () => {
    await withTask((text) => text.replace('metric:', 'metrics:'));
    await rejected(/sort\.task\.yaml:3:1: /, /metrics/, /Did you mean "metric"\?/);
  });

  it('no task at all', async () => {
    task = await makeSampleTask();
    await writeFile(join(task.folder, 'alone.prompt.md'), SAMPLE_PROMPT);
    const result = await runCli([command, join(task.folder, 'alone.prompt.md')]);
    expect(result.code).toBe(2);
    expect(errorOf(result)).toMatch(
      /alone\.prompt\.md: This prompt has no task .* ending \.task\.yaml .* --task\./,
    );
  });

  it('a task file that is not there', async () => {
    task = await makeSampleTask();
    const result = await runOn(command, '--task', join(task.folder, 'sorting.task.yaml'));
    expect(result.code).toBe(2);
    expect(errorOf(result)).toMatch(/sorting\.task\.yaml does not exist\. Check its path\./);
  });

  it('a script of the simulated model that is not there', async () => {
    await withTask((text) => text.replaceAll('sorter.simulated.yaml', 'sorted.simulated.yaml'));
    const result = await runOn(command);
    expect(result.code).toBe(2);
    expect(errorOf(result)).toMatch(
      /sort\.task\.yaml: The script "sorted\.simulated\.yaml" .* Correct the path/,
    );
  });
});

describe.each(['eval', 'optimize'] as const)('a prompt that cannot be used, at redline %s', (command) => {
  const prompts: [string, string, RegExp][] = [
    [
      'unclosed front matter',
      '---\ntitle: x\n\nSort {{ticket}}\n',
      /sort\.prompt\.md:1:1: The front matter is not closed\. Add a line `---`/,
    ],
    [
      'a variable that no column feeds',
      'Sort this.\n{{tickett}}\n',
      /sort\.prompt\.md:2:1: No column feeds the variable "tickett"\. Did you mean "ticket"\?/,
    ],
    ['an empty prompt', '\n', /sort\.prompt\.md:1:1: The prompt is empty: write what the model is told\./],
    ['front matter alone', '---\ntitle: x\n---\n', /sort\.prompt\.md:\d+:1: The prompt is empty/],
  ];
  it.each(prompts)('%s', async (_, prompt, message) => {
    task = await makeSampleTask({ prompt });
    const result = await runOn(command);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(errorOf(result)).toMatch(message);
  });

  it('one that is not there', async () => {
    task = await makeSampleTask();
    const result = await runCli([command, join(task.folder, 'sorted.prompt.md')]);
    expect(result.code).toBe(2);
    expect(errorOf(result)).toMatch(/sorted\.prompt\.md: The prompt file does not exist\. Check its path\./);
  });

  it('a folder', async () => {
    task = await makeSampleTask();
    const result = await runCli([command, task.folder]);
    expect(result.code).toBe(2);
    expect(errorOf(result)).toContain(task.folder);
  });

  it('bytes that are no UTF-8', async () => {
    task = await makeSampleTask();
    await writeFile(task.promptPath, Buffer.from([0x53, 0x0a, 0xff, 0xfe]));
    const result = await runOn(command);
    expect(result.code).toBe(2);
    expect(errorOf(result)).toMatch(
      /sort\.prompt\.md:2:1: The file is not valid UTF-8\. Save it with the encoding UTF-8\./,
    );
  });
});

describe('a run that cannot begin', () => {
  it('for want of an optimizer model', async () => {
    task = await makeSampleTask({ edit: (text) => text.replace(/^optimizer:[\s\S]*/m, '') });
    const result = await runOn('optimize', '--method', 'protegi');
    expect(result.code).toBe(2);
    expect(errorOf(result)).toMatch(/sort\.task\.yaml: ProTeGi needs a model .* error-analysis\./);
  });

  it('with a budget that cannot carry it', async () => {
    task = await makeSampleTask();
    const result = await runOn('optimize', '--budget-calls', '20');
    expect(result.code).toBe(2);
    expect(errorOf(result)).toMatch(/sort\.task\.yaml: A budget of 20 calls is too small.* at least \d+/);
  });

  it('with a budget in money where the price is not known', async () => {
    server = await startModelServer();
    task = await taskOn(server, { rows: 60 });
    const result = await runOn('optimize', '--budget-usd', '1');
    expect(result.code).toBe(2);
    expect(errorOf(result)).toMatch(/sort\.task\.yaml: The price of model .* is unknown.* Write `price:/);
    expect(server.requests).toEqual([]);
  });

  it('and one that was asked for a part without examples takes no look', async () => {
    task = await makeSampleTask({
      edit: (text) => text.replace(/^split:.*$/m, 'split: { train: 0.5, validation: 0.5 }'),
    });
    const result = await runOn('eval', '--split', 'test');
    expect(result.code).toBe(2);
    expect(errorOf(result)).toMatch(/sort\.task\.yaml: The split "test" has no examples .* Change "split"/);
  });
});
