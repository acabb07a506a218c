// Does the whole job in a headless browser: open, evaluate, optimize, accept one suggestion, reject one, save.
// Leaves a picture of every step and the resulting file in demo-output/, and fails with the step that failed.
import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { stripVTControlCharacters } from 'node:util';
import {
  acceptSuggestion,
  askToOptimize,
  awaitSuggestions,
  evaluatePrompt,
  openPrompt,
  rejectSuggestion,
  saveFile,
  showPanel,
  startOptimizing,
} from '../../test/support/mainJob.ts';
import { Workbench } from '../../test/support/workbench.ts';
import { createWorkspace } from '../../test/support/workspace.ts';
import { root } from '../setup/paths.mjs';
import { demoOutput, demoPrompt } from './workspace.ts';

type Step = readonly [name: string, act: (workbench: Workbench) => Promise<unknown>];

const steps: readonly Step[] = [
  ['open-prompt', (workbench) => openPrompt(workbench, demoPrompt)],
  ['evaluate', evaluatePrompt],
  ['panel', showPanel],
  ['state-cost', askToOptimize],
  ['optimize', startOptimizing],
  ['suggestions', awaitSuggestions],
  ['accept-one', acceptSuggestion],
  ['reject-one', rejectSuggestion],
  ['save', saveFile],
];

const workspace = createWorkspace();
const file = path.join(workspace.folder, demoPrompt);
const result = path.join(demoOutput, path.basename(demoPrompt));
clearPictures();
try {
  const before = readFileSync(file, 'utf8');
  const workbench = await Workbench.open({ workspace: workspace.folder, extension: root });
  try {
    for (const [index, step] of steps.entries()) await take(workbench, index + 1, step);
  } finally {
    await workbench.close();
  }
  copyFileSync(file, result);
  if (readFileSync(result, 'utf8') === before)
    throw new Error('the accepted suggestion is not in the saved file');
  console.log(`\nDone. The pictures and ${path.basename(result)} are in ${demoOutput}.`);
} catch (error) {
  console.error(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}`);
  if (process.env.REDLINE_DEBUG && error instanceof Error) console.error(error.stack);
  process.exitCode = 1;
} finally {
  workspace.remove();
}

async function take(workbench: Workbench, number: number, [name, act]: Step): Promise<void> {
  const picture = (ending: string): string => path.join(demoOutput, `${number}-${name}${ending}.png`);
  try {
    await act(workbench);
    await workbench.screenshot(picture(''));
    console.log(`✓ ${name}`);
  } catch (cause) {
    await workbench.screenshot(picture('-failed'));
    const reason = stripVTControlCharacters(cause instanceof Error ? cause.message : String(cause)).trimEnd();
    throw new Error(`step "${name}": ${reason}\nSee ${picture('-failed')}.`, { cause });
  }
}

function clearPictures(): void {
  for (const [index, [name]] of steps.entries()) {
    for (const ending of ['', '-failed']) {
      rmSync(path.join(demoOutput, `${index + 1}-${name}${ending}.png`), { force: true });
    }
  }
  rmSync(result, { force: true });
}
