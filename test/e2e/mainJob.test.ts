import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/setup/paths.mjs';
import {
  acceptSuggestion,
  askToOptimize,
  awaitSuggestions,
  evaluatePrompt,
  openPrompt,
  openSuggestions,
  panel,
  rejectSuggestion,
  saveFile,
  showPanel,
  startOptimizing,
} from '../support/mainJob';
import { Workbench } from '../support/workbench';
import { createWorkspace } from '../support/workspace';

const prompt = 'triage/triage.prompt.md';

describe('from a prompt file to an accepted suggestion', () => {
  const workspace = createWorkspace();
  const onDisk = (): string => readFileSync(path.join(workspace.folder, prompt), 'utf8');
  const seedPrompt = onDisk();
  let workbench: Workbench;

  beforeAll(async () => {
    workbench = await Workbench.open({ workspace: workspace.folder, extension: root });
  });

  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    await workbench.screenshot(path.join(root, 'test-output', `${task.name.replaceAll(/\W+/g, '-')}.png`));
  });

  afterAll(async () => {
    await workbench.close();
    workspace.remove();
  });

  it('evaluates the prompt and shows its score', async () => {
    await openPrompt(workbench, prompt);
    expect(await evaluatePrompt(workbench)).toMatch(/\d\.\d\d/);
  });

  it('shows the task in the side panel', async () => {
    await showPanel(workbench);
    expect(await panel(workbench).innerText()).toMatch(/triage/i);
  });

  it('states the cost before a run, and leaves the file untouched by its suggestions', async () => {
    await askToOptimize(workbench);
    expect(await workbench.quickPickRow(/^\s*Start /).innerText()).toMatch(/calls/);
    await startOptimizing(workbench);
    await awaitSuggestions(workbench);
    expect(await openSuggestions(workbench)).toBeGreaterThanOrEqual(2);
    expect(await workbench.page.locator('.tab.active.dirty').count()).toBe(0);
  });

  it('changes the file by an accepted suggestion and not by a rejected one', async () => {
    await acceptSuggestion(workbench);
    await saveFile(workbench);
    const accepted = onDisk();
    expect(accepted).not.toBe(seedPrompt);

    await rejectSuggestion(workbench);
    expect(await workbench.page.locator('.tab.active.dirty').count()).toBe(0);
    expect(onDisk()).toBe(accepted);
  });
});
