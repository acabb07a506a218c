import { expect, it } from 'vitest';
import { Replies } from '../../../src/editor/replies';

function memory(): ConstructorParameters<typeof Replies>[0] {
  const values = new Map<string, unknown>();
  return {
    keys: () => [...values.keys()],
    get: <T>(key: string, otherwise?: T) => (values.get(key) ?? otherwise) as T,
    update: (key: string, value: unknown) => Promise.resolve(void values.set(key, value)),
  };
}

it('keeps replies by prompt, over a reload, until they are dropped', async () => {
  const memento = memory();
  const replies = new Replies(memento);
  await replies.add('/a', 'shorter');
  await replies.add('/a', 'kinder');
  await replies.add('/b', 'bolder');
  expect(new Replies(memento).of('/a')).toEqual(['shorter', 'kinder']);
  await replies.keep('/a', ['kinder']);
  expect(replies.of('/a')).toEqual(['kinder']);
  await replies.keep('/a', []);
  expect(replies.of('/a')).toEqual([]);
  expect(replies.of('/b')).toEqual(['bolder']);
});
