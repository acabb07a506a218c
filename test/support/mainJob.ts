import type { Locator } from 'playwright-core';
import type { Workbench } from './workbench.ts';

const runTimeoutMs = 120_000;

/** Opens the prompt and waits for the lens above it. */
export async function openPrompt(workbench: Workbench, relativePath: string): Promise<void> {
  await workbench.openFile(relativePath);
  await lens(workbench, /Optimize/).waitFor();
}

/** Evaluates the open prompt and waits for its score in the status bar. */
export async function evaluatePrompt(workbench: Workbench): Promise<string> {
  await workbench.runCommand('Redline: Evaluate Prompt');
  const score = statusBar(workbench).filter({ hasText: /\d\.\d\d/ });
  await score.waitFor({ timeout: runTimeoutMs });
  return (await score.innerText()).trim();
}

/** Opens the list that states what a run will cost, with Start on top. */
export async function askToOptimize(workbench: Workbench): Promise<void> {
  await workbench.runCommand('Redline: Optimize Prompt');
  await workbench.quickPickRow(/^\s*Start /).waitFor();
}

/** Starts the run from the list and waits until its suggestions stand in the file. */
export async function startOptimizing(workbench: Workbench): Promise<void> {
  await workbench.choose(/^\s*Start /);
  await acceptLenses(workbench).first().waitFor({ timeout: runTimeoutMs });
}

/** Accepts the suggestion at the cursor. The file changes by it, unsaved. */
export async function acceptSuggestion(workbench: Workbench): Promise<void> {
  await decide(workbench, 'Redline: Accept Suggestion');
  await workbench.page.locator('.tab.active.dirty').waitFor();
}

/** Rejects the suggestion at the cursor. */
export async function rejectSuggestion(workbench: Workbench): Promise<void> {
  await decide(workbench, 'Redline: Reject Suggestion');
}

/** Saves the open file. */
export async function saveFile(workbench: Workbench): Promise<void> {
  await workbench.runCommand('File: Save');
  await workbench.page.locator('.tab.active:not(.dirty)').waitFor();
}

/** Opens the side panel and waits for its contents. */
export async function showPanel(workbench: Workbench): Promise<void> {
  await workbench.page
    .locator('.activitybar')
    .getByRole('tab', { name: /^Redline/ })
    .click();
  await panel(workbench).locator('main').waitFor();
}

/** What stands in the side panel's page. */
export function panel(workbench: Workbench): Locator {
  return workbench.page.frameLocator('iframe.webview').frameLocator('iframe').locator('body');
}

/** The suggestions that are still open each have one. */
export function acceptLenses(workbench: Workbench): Locator {
  return lens(workbench, /Accept/);
}

async function decide(workbench: Workbench, command: string): Promise<void> {
  const open = await acceptLenses(workbench).count();
  await workbench.runCommand(command);
  await acceptLenses(workbench)
    .nth(open - 1)
    .waitFor({ state: 'detached' });
}

function lens(workbench: Workbench, text: RegExp): Locator {
  return workbench.page.locator('.codelens-decoration a', { hasText: text });
}

function statusBar(workbench: Workbench): Locator {
  return workbench.page.locator('.statusbar-item[id$="redline.status"]');
}
