import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { examplesOf, partOf, PARTS, requireExamples } from '../../../../src/engine/task/split';
import type { Example, Part, SplitSpec, Task } from '../../../../src/engine/task/task';

const SPLIT: SplitSpec = { train: 0.4, validation: 0.3, test: 0.3, seed: 7 };

function example(part: Part, row: number): Example {
  return { id: String(row), row, part, inputs: {}, target: 'x' };
}

describe('partOf', () => {
  it('is the part that it was in every earlier version', () => {
    // Pinned: a change here would unseal every test part.
    const parts = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((content) => partOf(content, SPLIT));
    expect(parts).toMatchInlineSnapshot(`
      [
        "validation",
        "validation",
        "train",
        "train",
        "train",
        "test",
        "train",
        "validation",
      ]
    `);
  });

  it('keeps close to the shares on many rows', () => {
    const counts = { train: 0, validation: 0, test: 0 };
    for (let row = 0; row < 20_000; row++) counts[partOf(`row ${row}`, SPLIT)]++;
    // Four standard deviations of a binomial share at n = 20 000.
    for (const part of PARTS) expect(Math.abs(counts[part] / 20_000 - SPLIT[part])).toBeLessThan(0.014);
  });

  it('never gives a row to a part whose share is 0', () => {
    const shares = fc.constantFrom<Omit<SplitSpec, 'seed'>>(
      { train: 0.5, validation: 0.5, test: 0 },
      { train: 0, validation: 1, test: 0 },
      { train: 0.7, validation: 0, test: 0.3 },
      { train: 1 / 3, validation: 2 / 3 - 1e-9, test: 0 },
    );
    fc.assert(
      fc.property(shares, fc.nat(), fc.string(), (share, seed, content) => {
        expect(share[partOf(content, { ...share, seed })]).toBeGreaterThan(0);
      }),
    );
  });

  it('changes with the seed', () => {
    const rows = Array.from({ length: 200 }, (_, index) => `row ${index}`);
    const moved = rows.filter((row) => partOf(row, SPLIT) !== partOf(row, { ...SPLIT, seed: 8 }));
    expect(moved.length).toBeGreaterThan(60);
  });
});

describe('examplesOf', () => {
  const examples = [example('test', 1), example('train', 2), example('validation', 3), example('train', 4)];
  const rows = (split: Parameters<typeof examplesOf>[1]) =>
    examplesOf({ examples }, split).map(({ row }) => row);

  it('keeps the test part out of everything but test and all', () => {
    expect(rows('train')).toEqual([2, 4]);
    expect(rows('validation')).toEqual([3]);
    expect(rows('open')).toEqual([2, 3, 4]);
    expect(rows('test')).toEqual([1]);
    expect(rows('all')).toEqual([1, 2, 3, 4]);
  });

  it('requireExamples names the split that has none, and its shares', () => {
    const task = {
      file: 't.task.yaml',
      split: { ...SPLIT, test: 0 },
      examples: [example('train', 1)],
    } as Task;
    expect(() => requireExamples(task, 'test')).toThrow(
      /^t.task.yaml: The split "test" has no examples .*test 0/,
    );
    expect(requireExamples(task, 'open')).toHaveLength(1);
  });
});
