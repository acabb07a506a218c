import { describe, expect, it } from 'vitest';
import { listFailures, shownEvaluation } from '../../../../src/editor/panel/failures';
import { anEvaluation, aResult, aRunResult, finalHash, seedHash } from './fixtures';

describe('shownEvaluation', () => {
  it('prefers the evaluation of the text as it stands', () => {
    const newest = anEvaluation({ promptSha256: 'older' });
    expect(shownEvaluation(newest, aRunResult(), finalHash)).toMatchObject({ promptSha256: finalHash });
    expect(shownEvaluation(newest, aRunResult(), 'unknown')).toBe(newest);
  });

  it('never shows rows of the sealed test part', () => {
    for (const split of ['test', 'all'] as const) {
      expect(shownEvaluation(anEvaluation({ split }), null, seedHash)).toBeNull();
    }
    const run = aRunResult();
    expect(shownEvaluation(anEvaluation({ split: 'all' }), run, seedHash)).toBe(run.validation.seed);
  });
});

describe('listFailures', () => {
  it('lists wrong, partly right, unanswered and guard-breaking examples, the worst first', () => {
    const examples = [
      aResult({ id: 'right' }),
      aResult({ id: 'partly', score: 0.5 }),
      aResult({ id: 'wordy', guards: { 'max-words': false, 'max-chars': true } }),
      aResult({
        id: 'unanswered',
        status: 'error',
        score: null,
        output: null,
        error: 'The server answered 429.',
      }),
      aResult({ id: 'wrong', score: 0 }),
    ];
    const { failing, moreFailing } = listFailures(anEvaluation({ examples }));
    expect(failing.map(({ exampleId }) => exampleId)).toEqual(['unanswered', 'wrong', 'partly', 'wordy']);
    expect(failing[0]).toMatchObject({ error: 'The server answered 429.', output: '' });
    expect(failing[3]?.brokenGuards).toEqual(['max-words']);
    expect(moreFailing).toBe(0);
  });

  it('lists a few and counts the rest', () => {
    const examples = Array.from({ length: 33 }, (_, index) => aResult({ id: String(index), score: 0 }));
    const { failing, moreFailing } = listFailures(anEvaluation({ examples }));
    expect(failing.length + moreFailing).toBe(33);
    expect(moreFailing).toBeGreaterThan(0);
  });

  it('shows outputs and targets on one short line', () => {
    const long = `first\n\n${'word '.repeat(5000)}`;
    const { failing } = listFailures(
      anEvaluation({ examples: [aResult({ score: 0, output: long, target: { label: 'a' } })] }),
    );
    expect(failing[0]?.output).toMatch(/^first word .*…$/);
    expect([...(failing[0]?.output ?? '')].length).toBeLessThanOrEqual(120);
    expect(failing[0]?.target).toBe('{"label":"a"}');
  });
});
