import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMetric } from '../../../../src/engine/metric/metricRegistry';
import { createSimulatedModel } from '../../../../src/engine/model/simulated/simulatedModel';
import { parseScript } from '../../../../src/engine/model/simulated/parseScript';
import type { SimulatedScript } from '../../../../src/engine/model/simulated/script';
import { parsePrompt } from '../../../../src/engine/prompt/parsePrompt';
import { renderPrompt } from '../../../../src/engine/prompt/renderPrompt';
import { findTaskFor } from '../../../../src/engine/task/findTask';
import { loadTask } from '../../../../src/engine/task/loadTask';
import { checkTask } from '../../../../src/engine/task/parseTask';
import { checkPromptAgainstTask } from '../../../../src/engine/task/promptTaskProblems';
import { examplesOf } from '../../../../src/engine/task/split';
import type { Task } from '../../../../src/engine/task/task';

const TASKS = [
  { file: 'examples/triage/triage.task.yaml', prompt: 'examples/triage/triage.prompt.md', rows: 200 },
  { file: 'examples/trivia/trivia.task.yaml', prompt: 'examples/trivia/trivia.prompty', rows: 138 },
  { file: 'examples/notes/notes.task.yaml', prompt: 'examples/notes/notes.j2', rows: 66 },
];

async function scriptOf(task: Task): Promise<SimulatedScript> {
  const path = join(dirname(task.file), task.models[0]!.script!);
  return parseScript(await readFile(path, 'utf8'), path);
}

/** Mean score of a prompt text over every row of a task, answered by its simulated model. */
async function meanScore(task: Task, script: SimulatedScript, text: string): Promise<number> {
  const model = createSimulatedModel('m', { ...script, latency: 0 }, task.examples);
  const prompt = parsePrompt(task.promptPath, text);
  const metric = createMetric(task.metrics[0]!);
  const scores = await Promise.all(
    task.examples.map(async ({ inputs, target }) => {
      const request = { messages: renderPrompt(prompt, inputs), parameters: {}, draw: 0 };
      const { text: output } = await model.complete(request, new AbortController().signal);
      return metric.score({ output, target, inputs });
    }),
  );
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

/** The prompt with the scripted edits of these names. */
function edited(text: string, script: SimulatedScript, names: readonly string[]): string {
  return script.critiques
    .filter(({ name }) => names.includes(name))
    .reduce((result, { find, replace }) => result.replace(find, () => replace), text);
}

describe.each(TASKS)('$file', ({ file, prompt, rows }) => {
  it('has no problems, belongs to its prompt and agrees with it', async () => {
    expect(checkTask(file, await readFile(file, 'utf8'))).toEqual([]);
    expect(await findTaskFor(prompt)).toBe(file);
    const task = await loadTask(file);
    expect(task.promptPath).toBe(prompt);
    const parsed = parsePrompt(prompt, await readFile(prompt, 'utf8'));
    expect(parsed.problems).toEqual([]);
    expect(checkPromptAgainstTask(parsed, task)).toEqual([]);
  });

  it('has rows that differ, and enough of them in every part', async () => {
    const task = await loadTask(file);
    expect(task.examples).toHaveLength(rows);
    expect(task.examples.filter(({ id }) => id.includes('-'))).toEqual([]);
    expect(examplesOf(task, 'train').length).toBeGreaterThanOrEqual(15);
    expect(examplesOf(task, 'validation').length).toBeGreaterThanOrEqual(30);
    expect(examplesOf(task, 'test').length).toBeGreaterThanOrEqual(10);
  });

  it('has a script whose edits each find one place, outside of each other, in an editable span', async () => {
    const task = await loadTask(file);
    const script = await scriptOf(task);
    const { text, editable } = parsePrompt(prompt, await readFile(prompt, 'utf8'));
    const spans = script.critiques.map(({ find }) => ({
      start: text.indexOf(find),
      end: text.indexOf(find) + find.length,
    }));
    for (const [index, span] of spans.entries()) {
      expect(text.split(script.critiques[index]!.find)).toHaveLength(2);
      expect(editable.some(({ start, end }) => start <= span.start && span.end <= end)).toBe(true);
      for (const other of spans.slice(index + 1))
        expect(span.end <= other.start || other.end <= span.start).toBe(true);
    }
  });

  it('has 20 to 45 points to gain, edits that help, one that does nothing and one that hurts', async () => {
    const task = await loadTask(file);
    const script = await scriptOf(task);
    const text = await readFile(prompt, 'utf8');
    const seed = await meanScore(task, script, text);
    const names = script.critiques.map(({ name }) => name);
    const alone = new Map<string, number>();
    for (const name of names)
      alone.set(name, (await meanScore(task, script, edited(text, script, [name]))) - seed);
    const helping = names.slice(0, -2);
    const best = await meanScore(task, script, edited(text, script, helping));
    expect(best - seed).toBeGreaterThan(0.2);
    expect(best - seed).toBeLessThan(0.45);
    for (const name of helping) expect(alone.get(name)).toBeGreaterThan(0);
    expect(Math.abs(alone.get(names.at(-2)!)!)).toBe(0);
    expect(alone.get(names.at(-1)!)!).toBeLessThan(-0.03);
  });
});
