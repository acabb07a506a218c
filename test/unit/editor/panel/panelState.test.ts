import { describe, expect, it } from 'vitest';
import { NO_COST } from '../../../../src/engine/model/cost';
import { buildPanelState, type PanelInputs } from '../../../../src/editor/panel/panelState';
import type { PanelTask } from '../../../../src/panel/protocol';
import type { ProgressParams, TaskOverview } from '../../../../src/server/protocol';
import {
  anEvaluation,
  anOverview,
  aResult,
  aRunResult,
  finalHash,
  folder,
  inputs,
  promptPath,
  taskFile,
} from './fixtures';

function onlyTask(overview: Partial<TaskOverview>, rest: Partial<PanelInputs> = {}): PanelTask {
  const [task] = buildPanelState(inputs(overview, rest)).tasks;
  if (task === undefined) throw new Error('no task');
  return task;
}

describe('buildPanelState', () => {
  it('is empty without tasks', () => {
    expect(buildPanelState({ ...inputs({}), overviews: [] })).toEqual({
      tasks: [],
      activeTask: null,
      running: [],
    });
  });

  it('passes a problem on and shows nothing that is not known', () => {
    const task = onlyTask({ problem: 'no such column', rows: null, model: null });
    expect(task).toMatchObject({
      problem: 'no such column',
      rows: null,
      baseline: null,
      lastRun: null,
      failing: [],
    });
  });

  it('gives the prompt relative to the nearest workspace folder', () => {
    const nested = ['/elsewhere', folder, `${folder}/prompts`];
    expect(onlyTask({}, { workspaceFolders: nested }).promptPath).toBe('triage.prompt.md');
    expect(onlyTask({}, { workspaceFolders: ['/elsewhere'] }).promptPath).toBe(promptPath);
  });

  it.each([
    ['the prompt', promptPath, taskFile],
    ['the task file', taskFile, taskFile],
    ['another file', `${promptPath}.bak`, null],
    ['no file', null, null],
  ])('knows the active task while %s is open', (_, activePath, expected) => {
    expect(buildPanelState(inputs({}, { activePath })).activeTask).toBe(expected);
  });

  it('shows the problem of a task that cannot be read when the prompt with its stem is active', () => {
    const problem = `The dataset ${folder}/prompts/tickets.csv does not exist.`;
    const state = buildPanelState(inputs({ promptPath: '', problem }, { activePath: promptPath }));
    expect(state.activeTask).toBe(taskFile);
    expect(state.tasks[0]).toMatchObject({
      promptPath: '',
      problem: 'The dataset prompts/tickets.csv does not exist.',
    });
    const elsewhere = { activePath: `/elsewhere/triage.prompt.md` };
    expect(buildPanelState(inputs({ promptPath: '', problem }, elsewhere)).activeTask).toBeNull();
  });

  it('knows the active task of a prompt that shares its file with others', () => {
    const state = buildPanelState(inputs({ promptPath: `${promptPath}#second` }, { activePath: promptPath }));
    expect(state.activeTask).toBe(taskFile);
  });
});

describe('the last run', () => {
  it('carries both comparisons, the guards that got worse and whether anything changed', () => {
    const guards = [
      {
        name: 'max-words',
        difference: -0.2,
        ci: [-0.3, -0.1] as [number, number],
        verdict: 'worse' as const,
      },
      {
        name: 'max-chars',
        difference: 0,
        ci: [-0.1, 0.1] as [number, number],
        verdict: 'not-worse' as const,
      },
    ];
    const { lastRun } = onlyTask({ lastRun: aRunResult({ guards }) });
    expect(lastRun).toMatchObject({ changed: true, worseGuards: ['max-words'], standing: 'proven' });
    expect(lastRun?.test).toEqual({
      seed: 0.5,
      final: 0.7,
      difference: 0.2,
      ci: [0.05, 0.35],
      n: 36,
      reliable: true,
    });
    const same = aRunResult({ finalPrompt: aRunResult().seedPrompt });
    expect(onlyTask({ lastRun: same }).lastRun?.changed).toBe(false);
  });

  it('counts the open hunks of the review where there is one', () => {
    const openHunks = new Map([[promptPath, 4]]);
    expect(onlyTask({ lastRun: aRunResult() }, { openHunks }).lastRun?.openHunks).toBe(4);
  });

  it('counts all hunks as open without a review only while the text is the seed prompt', () => {
    expect(onlyTask({ lastRun: aRunResult() }).lastRun?.openHunks).toBe(1);
    const textHashes = new Map([[promptPath, finalHash]]);
    expect(onlyTask({ lastRun: aRunResult() }, { textHashes }).lastRun?.openHunks).toBe(0);
  });
});

describe('failing examples', () => {
  const failing = [aResult({ id: 'f', score: 0 })];

  it('come from the evaluation of the text as it stands', () => {
    const evaluations = new Map([[taskFile, anEvaluation({ examples: failing })]]);
    expect(onlyTask({}, { evaluations })).toMatchObject({
      failing: [{ exampleId: 'f' }],
      failingIsEarlier: false,
    });
  });

  it('are said to be of an earlier text where they are', () => {
    const evaluations = new Map([[taskFile, anEvaluation({ examples: failing, promptSha256: 'older' })]]);
    expect(onlyTask({}, { evaluations })).toMatchObject({
      failing: [{ exampleId: 'f' }],
      failingIsEarlier: true,
    });
  });
});

describe('operations under way', () => {
  const started = { operation: 'o1', taskFile, kind: 'optimize' as const, progress: null };

  it('are shown before the server has said anything', () => {
    const [running] = buildPanelState(inputs({}, { running: [started] })).running;
    expect(running).toMatchObject({
      operation: 'o1',
      phase: 'starting',
      done: 0,
      total: 0,
      mean: null,
      cost: NO_COST,
    });
  });

  it('carry what the server last said', () => {
    const progress: ProgressParams = {
      operation: 'o1',
      phase: 'searching',
      unit: 'calls',
      done: 2,
      total: 6,
      failed: 1,
      mean: 0.6,
      history: [{ step: 0, best: 0.5, calls: 36 }],
      message: 'Step 2',
      cost: { ...NO_COST, calls: 90 },
    };
    const [running] = buildPanelState(inputs({}, { running: [{ ...started, progress }] })).running;
    expect(running).toEqual({ ...progress, taskFile, kind: 'optimize' });
  });

  it('of several tasks are all there', () => {
    const other = anOverview({ taskFile: '/ws/qa.task.yaml' });
    const running = [started, { ...started, operation: 'o2', taskFile: other.taskFile }];
    const state = buildPanelState({ ...inputs({}, { running }), overviews: [anOverview(), other] });
    expect(state.running.map(({ operation }) => operation)).toEqual(['o1', 'o2']);
  });
});
