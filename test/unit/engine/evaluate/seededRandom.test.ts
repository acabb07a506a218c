import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../src/engine/evaluate/seededRandom';

describe('createRandom', () => {
  it('gives the same stream for the same seed, and the same one on every machine', () => {
    const random = createRandom(7);
    const first = [random.integer(1000), random.integer(1000), random.integer(1000)];
    const again = createRandom(7);
    expect([again.integer(1000), again.integer(1000), again.integer(1000)]).toEqual(first);
    expect(first).toEqual([258, 10, 322]);
  });

  it('gives unrelated streams for neighbouring seeds, and for a number and its text', () => {
    const firsts = [
      ...Array.from({ length: 200 }, (_, seed) => createRandom(seed).next()),
      createRandom('1').next(),
    ];
    expect(new Set(firsts).size).toBe(201);
    const mean = firsts.reduce((sum, value) => sum + value, 0) / firsts.length;
    expect(mean).toBeGreaterThan(0.42);
    expect(mean).toBeLessThan(0.58);
  });

  it('shuffles without losing, adding or changing the list given', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer(), (list, seed) => {
        const before = [...list];
        const shuffled = createRandom(seed).shuffle(list);
        expect(list).toEqual(before);
        expect([...shuffled].sort((a, b) => a - b)).toEqual([...list].sort((a, b) => a - b));
      }),
    );
  });

  it('puts every entry first equally often', () => {
    const random = createRandom('fair');
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 4000; i++) counts[random.shuffle([0, 1, 2, 3])[0]!]!++;
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });

  it('picks k different entries, all of a shorter list, none for 0', () => {
    const random = createRandom(1);
    const list = ['a', 'b', 'c', 'd', 'e'];
    expect(new Set(random.pick(list, 3)).size).toBe(3);
    expect(random.pick(list, 9).sort()).toEqual(list);
    expect(random.pick(list, 0)).toEqual([]);
  });

  it('refuses a seed that is no number', () => {
    expect(() => createRandom(Number.NaN)).toThrow(RangeError);
  });
});
