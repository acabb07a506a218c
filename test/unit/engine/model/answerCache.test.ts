import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as cacache from 'cacache';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AnswerCache } from '../../../../src/engine/model/answerCache';

const ANSWER = { text: 'billing', usage: { inputTokens: 5, outputTokens: null } };
const KEY = 'a'.repeat(64);

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'redline-cache-'))));
afterEach(async () => rm(folder, { recursive: true, force: true }));

/** A cache that has nothing in memory, as after a restart. */
function reopened(warnings: string[] = []) {
  return new AnswerCache({ folder, onWarning: (message) => warnings.push(message) });
}

async function filesUnder(part: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => path.includes(part));
}

describe('AnswerCache', () => {
  it('keeps answers over a restart', async () => {
    await reopened().put(KEY, ANSWER);
    expect(await reopened().get(KEY)).toEqual(ANSWER);
    expect(await reopened().get('b'.repeat(64))).toBeNull();
  });

  it('keeps answers in memory without a folder', async () => {
    const cache = new AnswerCache();
    await cache.put(KEY, ANSWER);
    expect(await cache.get(KEY)).toEqual(ANSWER);
  });

  it('reads what is in memory without the disk', async () => {
    const cache = reopened();
    await cache.put(KEY, ANSWER);
    await rm(folder, { recursive: true });
    expect(await cache.get(KEY)).toEqual(ANSWER);
  });

  it('lets go of the oldest answers in memory', async () => {
    const cache = new AnswerCache({ memoryEntries: 2 });
    for (const key of ['1', '2', '3']) await cache.put(key, ANSWER);
    expect([await cache.get('1'), await cache.get('2'), await cache.get('3')]).toEqual([
      null,
      ANSWER,
      ANSWER,
    ]);
  });

  it.each<[string, unknown]>([
    ['no JSON', 'billing'],
    ['another shape', { key: KEY, text: 5, usage: { inputTokens: 1, outputTokens: 1 } }],
    ['a field too many', { key: KEY, ...ANSWER, command: 'rm' }],
    ['negative tokens', { key: KEY, text: 'x', usage: { inputTokens: -1, outputTokens: 1 } }],
    ["another call's key", { key: 'b'.repeat(64), ...ANSWER }],
  ])('takes an entry with %s for none, and writes over it', async (_, entry) => {
    await cacache.put(folder, KEY, typeof entry === 'string' ? entry : JSON.stringify(entry));
    const warnings: string[] = [];
    expect(await reopened(warnings).get(KEY)).toBeNull();
    await reopened(warnings).put(KEY, ANSWER);
    expect(await reopened(warnings).get(KEY)).toEqual(ANSWER);
    expect(warnings).toEqual([]);
  });

  it('takes damaged content for none, and heals', async () => {
    await reopened().put(KEY, ANSWER);
    const [content] = await filesUnder('content-v2');
    await writeFile(content!, (await readFile(content!, 'utf8')).replace('billing', 'payment'));
    const warnings: string[] = [];
    expect(await reopened(warnings).get(KEY)).toBeNull();
    await reopened(warnings).put(KEY, ANSWER);
    expect(await reopened(warnings).get(KEY)).toEqual(ANSWER);
    expect(warnings).toEqual([]);
  });

  it('takes lost content for none', async () => {
    await reopened().put(KEY, ANSWER);
    for (const file of await filesUnder('content-v2')) await rm(file);
    expect(await reopened().get(KEY)).toBeNull();
  });

  it('takes a damaged index for none', async () => {
    await reopened().put(KEY, ANSWER);
    for (const file of await filesUnder('index-v5')) await writeFile(file, 'garbage\n\tgarbage');
    const warnings: string[] = [];
    expect(await reopened(warnings).get(KEY)).toBeNull();
    expect(warnings).toEqual([]);
  });

  it('takes an index entry that names no content for none, and goes on caching', async () => {
    await reopened().put(KEY, ANSWER);
    const [index] = await filesUnder('index-v5');
    const entry = JSON.stringify({ key: KEY, integrity: 'nonsense', time: 1, size: 1 });
    const { createHash } = await import('node:crypto');
    await appendFile(index!, `\n${createHash('sha1').update(entry).digest('hex')}\t${entry}`);
    const warnings: string[] = [];
    const cache = reopened(warnings);
    expect(await cache.get(KEY)).toBeNull();
    await cache.put(KEY, ANSWER);
    expect(await reopened(warnings).get(KEY)).toEqual(ANSWER);
    expect(warnings).toEqual([]);
  });

  it('goes on in memory, with one warning, where the folder cannot be written', async () => {
    const file = join(folder, 'file');
    await writeFile(file, 'in the way');
    const warnings: string[] = [];
    const cache = new AnswerCache({
      folder: join(file, 'cache'),
      onWarning: (message) => warnings.push(message),
    });
    expect(await cache.get(KEY)).toBeNull();
    await cache.put(KEY, ANSWER);
    await cache.put('b'.repeat(64), ANSWER);
    expect(await cache.get(KEY)).toEqual(ANSWER);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(file);
    expect(warnings[0]).toContain('not kept beyond this process');
  });
});
