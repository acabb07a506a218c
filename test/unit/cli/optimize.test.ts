import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { createSimulatedModel } from '../../../src/engine/model/simulated/simulatedModel';
import { parseScript } from '../../../src/engine/model/simulated/parseScript';
import { loadTask } from '../../../src/engine/task/loadTask';
import { startModelServer } from '../../support/modelServer';
import { makeSampleTask, SAMPLE_PROMPT, type SampleTask } from '../../support/sampleTask';
import { runCli } from './cliProcess';
import { optimizationDocument, readDocument } from './documents';
import { makeServerTask, taskOn } from './serverTask';

const NO_TEST_PART = 'split: { train: 0.5, validation: 0.5 }';

let task: SampleTask;
afterEach(() => task.remove());

const withoutTestPart = (text: string) => text.replace(/^split:.*$/m, NO_TEST_PART);

describe('redline optimize', () => {
  it('states the cost first, then prints one document; the file stays as it was', async () => {
    task = await makeSampleTask();
    const before = await readFile(task.promptPath);
    const { code, stdout, stderr } = await runCli(['optimize', task.promptPath, '--seed', '3', '--json']);
    expect(code).toBe(0);
    const document = readDocument(stdout, optimizationDocument);
    expect(document).toMatchObject({
      method: 'protegi',
      seed: 3,
      seedPrompt: SAMPLE_PROMPT,
      standing: 'proven',
      improved: true,
      base: { eol: '\n', bom: false },
    });
    expect(document.validation.difference).toBeCloseTo(
      document.validation.final - document.validation.seed,
      12,
    );
    expect(document.hunks.length).toBeGreaterThan(0);
    const [first] = stderr.split('\n');
    expect(first).toMatch(/^Estimate: ProTeGi, up to [\d,]+ calls .* never more than 4,000 calls, no cost\./);
    expect(await readFile(task.promptPath)).toEqual(before);
  });

  it('shows a person each edit with its words, its reason and its effect', async () => {
    task = await makeSampleTask();
    const { stdout } = await runCli(['optimize', task.promptPath]);
    expect(stdout).toMatch(
      /Validation +0\.\d\d → [01]\.\d\d {2}\+\d+ points \(95 % \+\d+ to \+\d+\), n = \d+/,
    );
    expect(stdout).toMatch(/^Proven: \d edits; on the sealed test part/m);
    expect(stdout).toMatch(
      /^Edit 1 of \d, line 1: (helps|uncertain|negligible|hurts), (added alone|against leaving it out) [+−]?\d/m,
    );
    expect(stdout).toMatch(/^ {2}- .+\n {2}\+ .+category name only/m);
    expect(stdout).toMatch(/^ {2}(Textual gradient|Paraphrase|Several edits in one): .+failing example/m);
    expect(stdout).not.toContain('\u001b');
  });

  it('keeps to the budget of calls', async () => {
    task = await makeSampleTask();
    const run = await runCli(['optimize', task.promptPath, '--budget-calls', '300', '--json']);
    expect(run.code).toBe(0);
    expect(readDocument(run.stdout, optimizationDocument).cost.calls).toBeLessThanOrEqual(300);
  });

  it('exits with 4 when the budget ends the run before its scores are there', async () => {
    const server = await startModelServer({ respond: () => 'billing' });
    try {
      task = await taskOn(server, {
        rows: 80,
        parameters: 'concurrency: 1, maxTokens: 10, price: { input: 10, output: 10 }',
      });
      const args = ['optimize', task.promptPath, '--method', 'error-analysis', '--budget-usd', '0.003'];
      const { code, stdout, stderr } = await runCli(args);
      expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
      expect(stderr).toMatch(
        /redline: .*sort\.prompt\.md: The budget of 0\.003 USD allows no more: .* Raise `optimizer\.budget\.usd`/,
      );
      expect(server.requests.length).toBeGreaterThan(0);
      expect(server.requests.length).toBeLessThan(24);
    } finally {
      await server.close();
    }
  });
});

describe('redline optimize --apply all', () => {
  it('writes the final prompt and keeps every other byte: BOM, CRLF, no final newline', async () => {
    const prompt = `\uFEFF${SAMPLE_PROMPT.trimEnd().replaceAll('\n', '\r\n')}`;
    task = await makeSampleTask({ prompt });
    const { code, stdout, stderr } = await runCli(['optimize', task.promptPath, '--apply', 'all', '--json']);
    expect(code).toBe(0);
    const { finalPrompt, base, improved } = readDocument(stdout, optimizationDocument);
    expect({ base, improved }).toMatchObject({ base: { eol: '\r\n', bom: true }, improved: true });
    expect(finalPrompt).not.toBe(SAMPLE_PROMPT.trimEnd());
    expect(stderr).toContain('sort.prompt.md: all edits are applied.');
    const expected = Buffer.from(`\uFEFF${finalPrompt.replaceAll('\n', '\r\n')}`);
    expect(await readFile(task.promptPath)).toEqual(expected);
  });

  it('keeps mixed line ends where they stood', async () => {
    const lines = SAMPLE_PROMPT.split('\n');
    task = await makeSampleTask({
      prompt: lines.map((line, at) => line + (at % 2 ? '\n' : '\r\n')).join(''),
    });
    const { code, stdout } = await runCli(['optimize', task.promptPath, '--apply', 'all', '--json']);
    expect(code).toBe(0);
    const { finalPrompt, base } = readDocument(stdout, optimizationDocument);
    expect(base.eol).toBe('mixed');
    const written = await readFile(task.promptPath, 'utf8');
    expect(written.replaceAll('\r\n', '\n')).toBe(finalPrompt);
    const ends = (text: string) => text.match(/\r?\n/g);
    // The planted edits change no line end, so each is still where it was.
    expect(ends(written)).toEqual(lines.map((_, at) => (at % 2 ? '\n' : '\r\n')));
  });

  it('leaves the file as it was where nothing can be proven, and says why', async () => {
    task = await makeSampleTask({ edit: withoutTestPart });
    const before = await readFile(task.promptPath);
    const { code, stdout, stderr } = await runCli(['optimize', task.promptPath, '--apply', 'all', '--json']);
    expect(code).toBe(0);
    expect(readDocument(stdout, optimizationDocument)).toMatchObject({ improved: null, test: null });
    expect(stderr).toContain('left as it was. The task has no test part');
    expect(await readFile(task.promptPath)).toEqual(before);
  });

  it('refuses when the file changed while the run was going on', async () => {
    const changed = `${SAMPLE_PROMPT}Somebody wrote this meanwhile.\n`;
    task = await makeSampleTask();
    const script = parseScript(await readFile(`${task.folder}/sorter.simulated.yaml`, 'utf8'), 'script');
    const { examples } = await loadTask(task.taskFile);
    await task.remove();
    const model = createSimulatedModel('sorter', script, examples);
    const server = await startModelServer({
      respond: async (messages) => {
        await writeFile(task.promptPath, changed);
        return model.complete({ messages, parameters: {}, draw: 0 });
      },
    });
    try {
      task = await makeServerTask(server.url, { rows: 160 });
      const args = ['optimize', task.promptPath, '--method', 'error-analysis', '--apply', 'all', '--json'];
      const { code, stdout, stderr } = await runCli(args);
      expect(code).toBe(0);
      expect(readDocument(stdout, optimizationDocument).improved).toBe(true);
      expect(stderr).toContain('left as it was. The file changed while the run was going on');
      expect(await readFile(task.promptPath, 'utf8')).toBe(changed);
    } finally {
      await server.close();
    }
  });
});
