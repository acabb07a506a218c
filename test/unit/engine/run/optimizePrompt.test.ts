import { rmSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { applyHunks } from '../../../../src/engine/edit/applyHunks';
import { optimizePrompt } from '../../../../src/engine/run/optimizePrompt';
import { loadTask } from '../../../../src/engine/task/loadTask';
import type { RunPhase } from '../../../../src/engine/run/runEvents';
import { makeSampleTask, sampleEnvironment, type SampleTask } from '../../../support/sampleTask';

let task: SampleTask;
afterEach(() => task.remove());

describe('optimizePrompt', () => {
  it('finds the planted edits with ProTeGi, proves them and measures each', async () => {
    task = await makeSampleTask();
    const phases = new Set<RunPhase>();
    const result = await optimizePrompt({ promptPath: task.promptPath }, sampleEnvironment(), {
      onProgress: ({ phase }) => phases.add(phase),
    });
    expect(result.finalPrompt).toMatch(/category name only/i);
    expect(result.finalPrompt).toMatch(/lower case/i);
    expect(result.standing).toBe('proven');
    expect(result.improved).toBe(true);
    expect(applyHunks(result.seedPrompt, result.hunks)).toBe(result.finalPrompt);
    expect(result.hunks.length).toBeGreaterThanOrEqual(2);
    for (const hunk of result.hunks) {
      expect(hunk.rationales.length).toBeGreaterThan(0);
      expect(hunk.effect).not.toBeNull();
    }
    expect(result.test?.seed.split).toBe('test');
    expect(result.testLooks).toBe(1);
    expect(result.cost.usd).toBe(0);
    expect(phases).toContain('searching');
    expect(phases).toContain('measuring effects');
  });

  it('keeps the budget and still concludes when it is small', async () => {
    task = await makeSampleTask();
    const result = await optimizePrompt(
      { promptPath: task.promptPath, budgetCalls: 400 },
      sampleEnvironment(),
      {},
    );
    expect(result.cost.calls).toBeLessThanOrEqual(400);
    expect(result.validation.final.complete).toBe(true);
  });

  it('leaves its record and never touches the prompt file', async () => {
    task = await makeSampleTask();
    const before = await readFile(task.promptPath);
    const result = await optimizePrompt({ promptPath: task.promptPath }, sampleEnvironment(), {});
    expect((await readFile(task.promptPath)).equals(before)).toBe(true);
    const runs = await readdir(join(task.folder, '.redline', 'runs'));
    expect(runs).toEqual([result.runId]);
    const journal = await readFile(
      join(task.folder, '.redline', 'runs', result.runId, 'journal.jsonl'),
      'utf8',
    );
    const types = journal
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { type: string }).type);
    expect(types[0]).toBe('started');
    expect(types.at(-1)).toBe('finished');
    expect(types).toContain('step');
  });

  it('pays nothing the second time: every answer is in the cache', async () => {
    task = await makeSampleTask();
    const first = await optimizePrompt({ promptPath: task.promptPath }, sampleEnvironment(), {});
    const second = await optimizePrompt({ promptPath: task.promptPath }, sampleEnvironment(), {});
    expect(first.cost.calls).toBeGreaterThan(0);
    expect(second.cost.calls).toBe(0);
    expect(second.finalPrompt).toBe(first.finalPrompt);
  });

  it('goes the same way again where the budget binds, though the answers now cost nothing', async () => {
    task = await makeSampleTask();
    const request = { promptPath: task.promptPath, budgetCalls: 900 };
    const first = await optimizePrompt(request, sampleEnvironment(), {});
    const second = await optimizePrompt(request, sampleEnvironment(), {});
    expect(second.candidates).toEqual(first.candidates);
    expect(second.hunks).toEqual(first.hunks);
    expect(second.cost.calls).toBe(0);
  });

  it('lets no row of the sealed test part out', async () => {
    task = await makeSampleTask();
    const result = await optimizePrompt({ promptPath: task.promptPath }, sampleEnvironment(), {});
    const { examples } = await loadTask(task.taskFile);
    const sealed = examples.filter(({ part }) => part === 'test').map(({ id }) => id);
    const kept = await readFile(join(task.folder, '.redline', 'runs', result.runId, 'result.json'), 'utf8');
    expect(sealed.length).toBe(result.test!.comparison.n);
    expect(sealed.filter((id) => kept.includes(id) || JSON.stringify(result).includes(id))).toEqual([]);
  });

  it('concludes and keeps its result when .redline is cleaned away meanwhile', async () => {
    task = await makeSampleTask();
    const redline = join(task.folder, '.redline');
    let cleaned = false;
    const result = await optimizePrompt({ promptPath: task.promptPath }, sampleEnvironment(), {
      onProgress: ({ phase }) => {
        if (phase !== 'searching' || cleaned) return;
        cleaned = true;
        rmSync(join(redline, 'runs'), { recursive: true });
        rmSync(join(redline, 'scores'), { recursive: true });
      },
    });
    expect(cleaned).toBe(true);
    expect(await readdir(join(redline, 'runs', result.runId))).toContain('result.json');
    expect(await readdir(join(redline, 'scores'))).toHaveLength(1);
  });

  it('says why it failed even where that cannot be written down', async () => {
    task = await makeSampleTask();
    const runs = join(task.folder, '.redline', 'runs');
    const environment = sampleEnvironment();
    const abort = new AbortController();
    const running = optimizePrompt({ promptPath: task.promptPath }, environment, {
      signal: abort.signal,
      onProgress: () => {
        if (abort.signal.aborted) return;
        rmSync(runs, { recursive: true });
        writeFileSync(runs, '');
        abort.abort();
      },
    });
    await expect(running).rejects.toMatchObject({ kind: 'cancelled' });
    expect(environment.warnings).toEqual([
      expect.stringMatching(/journal\.jsonl: This record can't be written/),
    ]);
  });

  it('works without an optimizer model by error analysis, with counts as explanations', async () => {
    task = await makeSampleTask();
    const result = await optimizePrompt(
      { promptPath: task.promptPath, method: 'error-analysis' },
      sampleEnvironment(),
      {},
    );
    expect(result.optimizerModel).toBeNull();
    expect(result.standing).toBe('proven');
    expect(result.hunks[0]!.rationales[0]!.text).toMatch(/\d+ of \d+ failures/);
  });

  it('stops at once when cancelled', async () => {
    task = await makeSampleTask();
    const abort = new AbortController();
    const running = optimizePrompt({ promptPath: task.promptPath }, sampleEnvironment(), {
      signal: abort.signal,
      onProgress: ({ phase }) => phase === 'searching' && abort.abort(),
    });
    await expect(running).rejects.toMatchObject({ kind: 'cancelled' });
  });

  it.each([
    [
      'an option that there is not',
      'beems: 3',
      /sort\.task\.yaml: optimizer\.options of protegi: .*beems.*beam/s,
    ],
    ['a value out of range', 'beam: 0', /optimizer\.options of protegi: "beam" must be .*at least 1/],
  ])('refuses %s, in the task file', async (_what, written, message) => {
    task = await makeSampleTask({ edit: (text) => `${text}  options: { ${written} }\n` });
    const running = optimizePrompt({ promptPath: task.promptPath }, sampleEnvironment(), {});
    await expect(running).rejects.toThrow(message);
  });

  it('divides a budget in tokens like one in calls: the search leaves enough to conclude', async () => {
    task = await makeSampleTask({
      edit: (text) => text.replace('calls: 4000', 'calls: 4000, tokens: 900000'),
    });
    const result = await optimizePrompt({ promptPath: task.promptPath }, sampleEnvironment(), {});
    expect(result.validation.final.complete).toBe(true);
    expect(result.cost.inputTokens + result.cost.outputTokens).toBeLessThanOrEqual(900_000);
  });

  it('refuses a budget that cannot carry a run and says what would', async () => {
    task = await makeSampleTask();
    const running = optimizePrompt({ promptPath: task.promptPath, budgetCalls: 50 }, sampleEnvironment(), {});
    await expect(running).rejects.toThrow(/at least \d+/);
  });
});
