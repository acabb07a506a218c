import type { Locator } from 'playwright-core';
import type { Workbench } from './workbench.ts';

const runTimeoutMs = 120_000;

/** Opens the prompt and waits for the lens above it. */
export async function openPrompt(workbench: Workbench, relativePath: string): Promise<void> {
  await workbench.openFile(relativePath);
  await lens(workbench, /Optimize/).waitFor();
}

/** Evaluates the open prompt and waits for its score in the lens above it. */
export async function evaluatePrompt(workbench: Workbench): Promise<string> {
  await workbench.runCommand('Redline: Evaluate Prompt');
  const score = lens(workbench, /\d\.\d\d .*on \d+ examples/);
  await waitWithoutError(workbench, score);
  return (await score.innerText()).trim();
}

/** Opens the list that states what a run will cost, with Start on top. */
export async function askToOptimize(workbench: Workbench): Promise<void> {
  await workbench.runCommand('Redline: Optimize Prompt');
  await workbench.quickPickRow(/^\s*Start /).waitFor();
}

/** Starts the run from the list and waits until the status bar shows its progress. */
export async function startOptimizing(workbench: Workbench): Promise<void> {
  await workbench.choose(/^\s*Start /);
  await workbench.page.locator('.statusbar-item[id$="redline.status"]', { hasText: 'Redline:' }).waitFor();
}

/** Waits until the suggestions of the run stand in the file. */
export async function awaitSuggestions(workbench: Workbench): Promise<void> {
  await waitWithoutError(workbench, lens(workbench, /^Accept$/).first());
}

/** Accepts the suggestion at the cursor, with the side panel open. The file changes by it, unsaved. */
export async function acceptSuggestion(workbench: Workbench): Promise<void> {
  await decide(workbench, 'Accept');
  await workbench.page.locator('.tab.active.dirty').waitFor();
}

/** Rejects the suggestion at the cursor, with the side panel open. */
export async function rejectSuggestion(workbench: Workbench): Promise<void> {
  await decide(workbench, 'Reject');
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

/** How many suggestions the side panel, which must be open, says are still to be decided. */
export async function openSuggestions(workbench: Workbench): Promise<number> {
  return Number.parseInt(await undecided(workbench, String.raw`\d+`).innerText(), 10);
}

/** Waits for it as long as a run may take. An error message in the window ends the wait at once. */
async function waitWithoutError({ page }: Workbench, wanted: Locator): Promise<void> {
  const error = page.locator('.notification-toast', { has: page.locator('.codicon-error') }).first();
  await wanted.or(error).first().waitFor({ timeout: runTimeoutMs });
  if (await error.isVisible()) throw new Error(`VS Code shows an error: ${await error.innerText()}`);
}

async function decide(workbench: Workbench, verb: 'Accept' | 'Reject'): Promise<void> {
  const open = await openSuggestions(workbench);
  await workbench.runCommand(`Redline: ${verb} Suggested Edit`);
  await undecided(workbench, String(open - 1)).waitFor();
  const said = workbench.page.locator('.statusbar-item', { hasText: new RegExp(`${verb}ed [①-⑳] of`, 'u') });
  const [mark = ''] = /[①-⑳]/u.exec(await said.innerText()) ?? [];
  // Lenses are drawn anew a moment later than the rest.
  await lens(workbench, new RegExp(`^\\s*${mark}`, 'u')).waitFor({ state: 'detached' });
}

function undecided(workbench: Workbench, count: string): Locator {
  return panel(workbench).getByText(new RegExp(`^${count} edits? to decide$`));
}

function lens(workbench: Workbench, text: RegExp): Locator {
  return workbench.page.locator('.codelens-decoration a', { hasText: text });
}
