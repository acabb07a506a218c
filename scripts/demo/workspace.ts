import { existsSync } from 'node:fs';
import path from 'node:path';
import { copyExamples } from '../../test/support/workspace.ts';
import { root } from '../setup/paths.mjs';

/** Where the demo leaves what it makes. */
export const demoOutput = path.join(root, 'demo-output');

/** The copy of the examples that a person works in, so that the clone stays clean. It outlives the demo. */
export const demoWorkspace = path.join(demoOutput, 'workspace');

/** The prompt that the demo opens, relative to the workspace. */
export const demoPrompt = 'triage/triage.prompt.md';

/** Copies the examples for a person to work in, where no earlier demo has. */
export function prepareDemoWorkspace(): void {
  if (existsSync(demoWorkspace)) console.log(`Delete ${demoWorkspace} to start from fresh examples.`);
  else copyExamples(demoWorkspace);
}
