import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleForNode } from '../../support/bundleForNode';

let built: Promise<string> | undefined;

/** The server of the sources as they are now, bundled once per test file into a folder that goes away with it. */
export function serverBundle(): Promise<string> {
  return (built ??= bundle());
}

async function bundle(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'redline-server-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const outfile = join(folder, 'server.mjs');
  await bundleForNode('src/server/main.ts', outfile);
  return outfile;
}
