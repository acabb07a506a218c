// Opens the examples in a desktop VS Code with Redline loaded. Usage: node scripts/demo/desktop.ts VSCODE
import path from 'node:path';
import process from 'node:process';
import { run } from '../setup/command.mjs';
import { root } from '../setup/paths.mjs';
import { demoPrompt, demoWorkspace, prepareDemoWorkspace } from './workspace.ts';

const [editor] = process.argv.slice(2);
if (editor === undefined) throw new Error('desktop.ts needs the command that opens VS Code');

prepareDemoWorkspace();
run(editor, [`--extensionDevelopmentPath=${root}`, demoWorkspace, path.join(demoWorkspace, demoPrompt)]);
console.log(
  `VS Code opens ${demoWorkspace}. Press Optimize above the prompt; nothing needs a key or a network.`,
);
