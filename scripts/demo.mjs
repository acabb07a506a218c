// Shows Redline on the examples: in a desktop VS Code where there is one, else in VS Code's server.
// With --headless it does the whole job by itself and leaves pictures in demo-output/.
// Runs on Node 20 with nothing installed. Usage: node scripts/demo.mjs [--headless]
import process from 'node:process';
import { explain, setUp } from './setup.mjs';
import { run } from './setup/command.mjs';
import { findDesktopEditor } from './setup/editor.mjs';
import { pinnedEnvironment, pinnedNode, root } from './setup/paths.mjs';

const headless = process.argv.includes('--headless');

try {
  const editor = headless ? undefined : findDesktopEditor();
  setUp(['deps']);
  if (editor === undefined) setUp(['vscode']);
  if (headless) setUp(['browser']);
  onPinnedNode('scripts/build.mjs');
  if (headless) onPinnedNode('scripts/demo/headless.ts');
  else if (editor === undefined) onPinnedNode('scripts/demo/server.ts');
  else onPinnedNode('scripts/demo/desktop.ts', editor);
} catch (error) {
  explain(error);
}

function onPinnedNode(/** @type {string[]} */ ...args) {
  run(pinnedNode, args, { cwd: root, env: pinnedEnvironment() });
}
