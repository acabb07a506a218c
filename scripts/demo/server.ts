// Serves the examples in VS Code's own server with Redline loaded, until Ctrl+C.
import path from 'node:path';
import process from 'node:process';
import { startCodeServer, workbenchAddress } from '../../test/support/codeServer.ts';
import { root } from '../setup/paths.mjs';
import { demoPrompt, demoWorkspace, prepareDemoWorkspace } from './workspace.ts';

prepareDemoWorkspace();
const server = await startCodeServer({ extension: root });
const address = workbenchAddress(server, {
  folder: demoWorkspace,
  file: path.join(demoWorkspace, demoPrompt),
});
console.log(`\nVS Code with Redline is at\n\n    ${address}\n`);
console.log('Open it in a browser and press Optimize above the prompt; nothing needs a key or a network.');
console.log('Ctrl+C ends it.');

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    void server.close().then(() => process.exit(0));
  });
}
