import { afterEach, describe, expect, it } from 'vitest';
import { optimizePrompt } from '../../../../src/engine/run/optimizePrompt';
import { makeSampleTask, sampleEnvironment, type SampleTask } from '../../../support/sampleTask';

let task: SampleTask;
afterEach(() => task.remove());

const analyze = (budgetCalls?: number) =>
  optimizePrompt(
    { promptPath: task.promptPath, method: 'error-analysis', ...(budgetCalls ? { budgetCalls } : {}) },
    sampleEnvironment(),
    {},
  );

describe('error analysis', () => {
  it('mends one shared flaw a step, each a hunk of its own', async () => {
    task = await makeSampleTask();
    const { hunks, validation } = await analyze();
    expect(hunks.map(({ rationales }) => rationales.map(({ kind }) => kind))).toEqual([['rule'], ['rule']]);
    expect(validation.final.mean!).toBeGreaterThan(validation.seed.mean! + 0.3);
  });

  it('says so when nothing fails', async () => {
    task = await makeSampleTask({
      prompt: 'Sort tickets. Write the category name only, in lower case.\n\n{{ticket}}\n',
      edit: (text) => text,
    });
    const { hunks, history } = await analyze();
    expect(hunks.length + history.length).toBeLessThanOrEqual(2);
  });

  it('finds no place in a prompt without prose, and says so instead of guessing one', async () => {
    task = await makeSampleTask({ prompt: '{{ticket}}\n' });
    const { hunks, rejected } = await analyze();
    expect(hunks).toEqual([]);
    expect(rejected[0]!.reason).toContain('no editable line');
  });
});
