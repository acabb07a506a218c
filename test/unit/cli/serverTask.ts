import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeSampleTask, type SampleTask } from '../../support/sampleTask';
import type { ModelServer } from '../../support/modelServer';

/** A small task whose model lives on a loopback server. `parameters` go into the model as YAML. */
export function makeServerTask(
  url: string,
  { rows = 20, parameters = '' }: { rows?: number; parameters?: string } = {},
): Promise<SampleTask> {
  const model = `{ provider: openai, name: small, baseUrl: "${url}"${parameters && `, ${parameters}`} }`;
  return makeSampleTask({
    rows,
    edit: (task) => task.replaceAll(/\{ provider: simulated[^}]*\}/g, model),
  });
}

/** The same with the server's address. */
export function taskOn(
  server: ModelServer,
  options: { rows?: number; parameters?: string } = {},
): Promise<SampleTask> {
  return makeServerTask(server.url, options);
}

/** The text of every file below a folder. */
export async function textsBelow(folder: string): Promise<{ path: string; text: string }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(files.map(async (path) => ({ path, text: await readFile(path, 'latin1') })));
}
