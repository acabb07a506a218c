import { expect, it } from 'vitest';
import { outcomeText } from '../../../src/editor/outcomeText';
import { aRunResult } from './panel/fixtures';

const hunk = { id: 'h', start: 0, end: 1, oldText: 'a', newText: 'b', rationales: [], effect: null };

it('begins with what a toast has room for: the standing and the measured difference', () => {
  const run = aRunResult({ hunks: [hunk], standing: 'proven', stopped: null });
  expect(outcomeText(run)).toMatch(
    /^Proven: \+20 points \(95 % \+5 to \+35\) on 36 (test|validation) examples\. 1 suggested edit\.$/,
  );
});

it('says so when there is nothing to suggest, and when the budget was the reason to stop', () => {
  const run = aRunResult({ hunks: [], stopped: 'budget' });
  expect(outcomeText(run)).toBe(
    'No edit to suggest: nothing did better than the prompt. The budget ended the search early.',
  );
});
