import { describe, expect, it } from 'vitest';
import { describeOutcome } from '../../../src/panel/outcome';
import type { PanelComparison, PanelLastRun } from '../../../src/panel/protocol';
import { aComparison, aRun } from './fixtures';

function outcome(run: Partial<PanelLastRun>, test: Partial<PanelComparison> | null = {}): string {
  return describeOutcome(aRun({ ...run, test: test && aComparison(test) }));
}

describe('describeOutcome', () => {
  it('names the sealed test part where it proves the gain', () => {
    expect(outcome({ standing: 'proven', improved: true })).toBe(
      'Proven on the sealed test part: +12 points (95 % +3 to +21).',
    );
  });

  it('says what could have shown where the interval includes zero', () => {
    expect(outcome({ standing: 'unproven', smallestDetectableGain: 0.14 }, { ci: [-0.02, 0.2] })).toBe(
      'Unproven: +12 points (95 % −2 to +20) on the sealed test part. 60 test examples could have shown +14 or more.',
    );
  });

  it('says so where no gain could have shown', () => {
    expect(
      outcome({ standing: 'unproven', smallestDetectableGain: null }, { ci: [-0.02, 0.2], n: 3 }),
    ).toContain('3 test examples could not have shown any gain.');
  });

  it('speaks of validation where there is no test part, and of what is missing', () => {
    expect(outcome({ standing: 'unproven', improved: null }, null)).toBe(
      'Unproven: +20 points (95 % +8 to +32) on validation. Only a sealed test part can prove a gain, and the task has none.',
    );
  });

  it('names the guard that kept a gain from being proven', () => {
    expect(outcome({ standing: 'unproven', worseGuards: ['max-words'] })).toContain(
      'A guard got worse: max-words.',
    );
  });

  it('does not lean on an interval of too few examples', () => {
    expect(outcome({ standing: 'unproven' }, { reliable: false, n: 12 })).toContain(
      '12 examples are too few to rely on the interval.',
    );
  });

  it('says how much worse', () => {
    expect(outcome({ standing: 'worse', improved: false }, { difference: -0.05, ci: [-0.12, -0.01] })).toBe(
      'Worse: −5 points (95 % −12 to −1) on the sealed test part.',
    );
  });

  it('says when there is nothing to suggest and what ended the search early', () => {
    expect(outcome({ changed: false, stopped: 'budget' })).toBe(
      'Nothing to suggest: no candidate did better than the prompt. The budget ended the search before its last step.',
    );
    expect(outcome({ standing: 'proven', stopped: 'cancelled' })).toMatch(
      /was stopped before its last step\.$/,
    );
  });
});
