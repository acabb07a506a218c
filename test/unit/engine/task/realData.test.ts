import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMetric } from '../../../../src/engine/metric/metricRegistry';
import { loadTask } from '../../../../src/engine/task/loadTask';
import { readTextFile } from '../../../../src/engine/task/readTextFile';
import { examplesOf } from '../../../../src/engine/task/split';
import type { Task } from '../../../../src/engine/task/task';

const DATA = resolve('../shared/data');
const here = existsSync(DATA);
function load(dataset: string, keys: string): Promise<Task> {
  const task = `dataset: ${JSON.stringify(resolve(DATA, dataset))}\n${keys}\nmodel: { provider: echo }\n`;
  const readFile = (path: string) => (path === 't.task.yaml' ? Promise.resolve(task) : readTextFile(path));
  return loadTask('t.task.yaml', { readFile, promptPath: 'p.md' });
}

describe.skipIf(!here)('real data sets (needs ../shared/data)', () => {
  it('reads banking77 (csv)', async () => {
    const task = await load(
      'classification/banking77-test-308.csv',
      'input: { query: text }\ntarget: category\nmetric: exact-match',
    );
    expect(task.examples).toHaveLength(308);
    expect(new Set(task.examples.map(({ target }) => target)).size).toBe(77);
    const parts = (['train', 'validation', 'test'] as const).map((part) => examplesOf(task, part).length);
    expect(parts.reduce((sum, count) => sum + count)).toBe(308);
    for (const count of parts) expect(count).toBeGreaterThan(60);
  });

  it('reads liar (jsonl with number targets)', async () => {
    const task = await load('classification/liar-test-0-299.jsonl', 'target: label\nmetric: exact-match');
    expect(task.examples).toHaveLength(300);
    const metric = createMetric(task.metrics[0]!);
    const { target, inputs } = task.examples[0]!;
    expect(metric.score({ output: '0', target, inputs })).toBe(1);
  });

  it('reads nq-open (jsonl with lists of accepted answers)', async () => {
    const task = await load('nq-open/efficientqa.dev-0-299.jsonl', 'target: answer\nmetric: f1');
    const metric = createMetric(task.metrics[0]!);
    for (const { target, inputs } of task.examples) {
      expect(metric.score({ output: (target as string[]).at(-1)!, target, inputs })).toBe(1);
    }
  });

  it('reads gsm8k (jsonl) with a regex on the final number', async () => {
    const task = await load(
      'gsm8k/test-0-299.jsonl',
      "target: answer\nmetric: { name: regex, options: { pattern: '#### -?[0-9,.]+$' } }",
    );
    const metric = createMetric(task.metrics[0]!);
    const scores = task.examples.map(({ target, inputs }) =>
      metric.score({ output: String(target), target, inputs }),
    );
    expect(scores.every((score) => score === 1)).toBe(true);
  });

  it('reads BIG-Bench Hard (json with examples)', async () => {
    const task = await load('bbh/object_counting.json', 'target: target\nmetric: exact-match');
    expect(task.examples).toHaveLength(250);
    expect(task.columns).toEqual(['input', 'target']);
  });
});
