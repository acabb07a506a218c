import { describe, expect, it } from 'vitest';
import { copiedExamples } from '../../../../src/engine/edit/copiedExamples';
import { spuriousAlarms } from '../../../../src/engine/edit/spurious';
import type { Evaluation } from '../../../../src/engine/evaluate/evaluation';
import { evaluationOf, examplesOf } from './scoring';

const examples = examplesOf(100);
const all = (score: number) => evaluationOf(examples, () => score);

function alarms(options: {
  base?: string;
  newText?: string;
  copiedFrom?: string[];
  pairs?: [Evaluation, Evaluation][];
}): string[] {
  const { base = 'Sort the ticket.', newText = 'Read', copiedFrom = [], pairs = [] } = options;
  return spuriousAlarms({ base, hunk: { oldText: 'Sort', newText }, copiedFrom, pairs });
}

describe('spuriousAlarms', () => {
  it('gives none for an edit that simply helps', () => {
    expect(alarms({ pairs: [[all(0), all(1)]] })).toEqual([]);
  });

  it('names the examples that were copied, the first few of many', () => {
    expect(alarms({ copiedFrom: ['a', 'b', 'c', 'd', 'e'] })).toEqual([
      'The new words copy text of training examples (a, b, c and 2 more).',
    ]);
  });

  it('tells of a guard that gets worse, once', () => {
    const worse = evaluationOf(
      examples,
      () => 1,
      (index) => index >= 30,
    );
    expect(
      alarms({
        pairs: [
          [all(1), worse],
          [all(1), worse],
        ],
      }),
    ).toEqual(['The guard max-words gets worse.']);
  });

  it('lets a guard slip within the margin', () => {
    const slips = evaluationOf(
      examples,
      () => 1,
      (index) => index !== 0,
    );
    expect(alarms({ pairs: [[all(1), slips]] })).toEqual([]);
  });

  it('tells of an edit that more than doubles a prompt, but not of two sentences added to a short one', () => {
    expect(alarms({ newText: 'word '.repeat(400) })).toEqual([
      expect.stringMatching(/2 times as long \(1996 /),
    ]);
    expect(alarms({ newText: 'word '.repeat(60) })).toEqual([]);
    expect(alarms({ base: 'x'.repeat(9_000), newText: 'word '.repeat(400) })).toEqual([]);
  });

  it('tells of a label that pays for the gain of the others', () => {
    const before = evaluationOf(examples, (index) => (index % 4 === 0 ? 1 : 0));
    const after = evaluationOf(examples, (index) => (index % 4 === 0 ? 0 : 1));
    expect(alarms({ pairs: [[before, after]] })).toEqual([
      'Examples with the target "t0" lose what the others gain.',
    ]);
    expect(alarms({ pairs: [[after, before]] })).toEqual([]);
  });
});

describe('copiedExamples', () => {
  const ticket = 'My invoice shows two charges for the same month of service';
  const train = [
    { ...examples[0]!, inputs: { ticket: 'Nothing alike.' } },
    { ...examples[1]!, inputs: { ticket: `Hello, ${ticket}!` } },
    { ...examples[2]!, inputs: {}, target: { answers: [ticket] } },
  ];

  it('finds eight words in a row of inputs and targets, case and marks aside', () => {
    const text = 'For example: MY INVOICE, shows two charges for the same month.';
    expect(copiedExamples([text, 'Other words.'], 'Sort.', train)).toEqual([['e1', 'e2'], []]);
  });

  it('takes seven words in a row for chance', () => {
    expect(copiedExamples(['my invoice shows two charges for the'], 'Sort.', train)).toEqual([[]]);
  });

  it('does not count what the prompt held already', () => {
    expect(copiedExamples([ticket], `Sort. ${ticket}.`, train)).toEqual([[]]);
  });
});
