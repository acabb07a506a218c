import { z } from 'zod';
import { inTurn, readJsonFile, writeJsonFile } from './jsonFile';
import type { RedlineFolder } from './redlineFolder';
import { taskKey } from './taskKey';

const looksSchema = z.record(z.string(), z.number().int().min(0));

/** How often the sealed test part of a task has been looked at. */
export async function testLooks(folder: RedlineFolder, taskFile: string): Promise<number> {
  const looks = await readJsonFile(folder.looks, looksSchema);
  return looks?.[taskKey(folder, taskFile)] ?? 0;
}

/**
 * Counts one more look, before the look is taken: a run that dies while it looks has looked.
 *
 * @returns the number of this look, from 1.
 */
export function countTestLook(folder: RedlineFolder, taskFile: string): Promise<number> {
  return inTurn(folder.looks, async () => {
    const looks = (await readJsonFile(folder.looks, looksSchema)) ?? {};
    const key = taskKey(folder, taskFile);
    const number = (looks[key] ?? 0) + 1;
    await writeJsonFile(folder.looks, { ...looks, [key]: number });
    return number;
  });
}
