import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../../../src/engine/edit/hunk';
import { combineVerdicts, verdictOf } from '../../../../src/engine/edit/verdict';

describe('verdictOf', () => {
  it.each<[[number, number], Verdict]>([
    [[0.03, 0.2], 'helps'],
    [[-0.2, -0.001], 'hurts'],
    [[-0.02, 0.02], 'negligible'],
    [[0.005, 0.015], 'negligible'],
    [[-0.01, 0.05], 'uncertain'],
    [[0, 0.05], 'uncertain'],
  ])('reads %j as %s', (ci, verdict) => {
    expect(verdictOf({ ci, reliable: true })).toBe(verdict);
  });

  it('says nothing by an interval that cannot be relied on', () => {
    expect(verdictOf({ ci: [0.3, 0.5], reliable: false })).toBe('uncertain');
  });

  it('takes another band for negligible', () => {
    expect(verdictOf({ ci: [-0.04, 0.04], reliable: true }, 0.05)).toBe('negligible');
  });
});

describe('combineVerdicts', () => {
  it.each<[leftOut: Verdict | null, alone: Verdict | null, verdict: Verdict]>([
    ['helps', 'uncertain', 'helps'],
    ['uncertain', 'helps', 'helps'],
    ['uncertain', 'hurts', 'hurts'],
    ['negligible', 'helps', 'helps'],
    ['hurts', 'negligible', 'hurts'],
    ['helps', 'hurts', 'uncertain'],
    ['hurts', 'helps', 'uncertain'],
    ['negligible', 'negligible', 'negligible'],
    ['negligible', 'uncertain', 'uncertain'],
    ['uncertain', 'negligible', 'uncertain'],
    [null, 'helps', 'helps'],
    ['negligible', null, 'negligible'],
    [null, null, 'uncertain'],
  ])('left out %s, alone %s: %s', (leftOut, alone, verdict) => {
    expect(combineVerdicts(leftOut, alone)).toBe(verdict);
  });
});
