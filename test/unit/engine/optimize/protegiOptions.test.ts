import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fitToBudget,
  protegiCalls,
  readProtegiOptions,
} from '../../../../src/engine/optimize/protegiOptions';

describe('readProtegiOptions', () => {
  it('has the published defaults, but for the rounds', () => {
    expect(readProtegiOptions({})).toMatchObject({
      beam: 4,
      minibatch: 64,
      maxExpansion: 8,
      banditSamples: 32,
      rounds: 3,
    });
  });
});

describe('fitToBudget', () => {
  it('leaves options alone where the budget allows them', () => {
    const wanted = readProtegiOptions({});
    expect(fitToBudget(wanted, 100, 1, 100_000)).toEqual({ options: wanted, cut: [] });
  });

  it('makes a run small enough to tell its candidates apart, and says what it cut', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 500 }), fc.integer({ min: 60, max: 5000 }), (train, calls) => {
        const { options, cut } = fitToBudget(readProtegiOptions({}), train, 1, calls);
        const { optimizer } = protegiCalls(options, train, 1);
        expect(optimizer).toBeLessThan(calls);
        expect(cut.length > 0 || calls > 500).toBe(true);
        expect(options.rounds).toBeGreaterThanOrEqual(1);
      }),
    );
  });

  it('gives more budget never less of a search', () => {
    const size = (calls: number) => {
      const { options } = fitToBudget(readProtegiOptions({}), 80, 1, calls);
      return options.rounds * options.beam * options.maxExpansion;
    };
    const sizes = [100, 200, 400, 800, 1600, 3200].map(size);
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
  });
});
