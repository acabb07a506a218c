import { describe, expect, it } from 'vitest';
import { explainStanding, standingLooks } from '../../../src/panel/standing';
import { aCandidate, aRun } from './fixtures';

describe('standings', () => {
  it('differ in icon and word, not in colour alone', () => {
    const looks = Object.values(standingLooks);
    expect(new Set(looks.map(({ icon }) => icon)).size).toBe(3);
    expect(new Set(looks.map(({ word }) => word)).size).toBe(3);
  });
});

describe('explainStanding', () => {
  it('gives the smallest gain that could have shown where the interval includes zero', () => {
    const shown = explainStanding(aCandidate(), aRun({ test: null, smallestDetectableGain: 0.18 }));
    expect(shown).toContain('includes zero. 40 validation examples could have shown +18 or more.');
  });

  it('does not call a candidate proven that only validation speaks for', () => {
    expect(explainStanding(aCandidate({ ci: [0.05, 0.2] }), aRun())).toContain(
      'only the sealed test part can prove',
    );
  });

  it('says how few examples a candidate was scored on', () => {
    const shown = explainStanding(aCandidate({ difference: null, ci: null, scoredOn: 24 }), aRun());
    expect(shown).toContain('scored on 24 examples');
  });
});
