import { describe, expect, it } from 'vitest';
import { critiqueQuestion } from '../../../../src/engine/optimize/protegiRequests';

const question = critiqueQuestion(
  { seed: 1, promptText: 'Sort.', variables: new Set(), guidance: [] },
  [],
  1,
);
const nonce = /<reason-([0-9a-f]{8})>/.exec(question.form)![1]!;
const read = (reason: string) => question.parse(`<reason-${nonce}>${reason}</reason-${nonce}>`);

describe('critiqueQuestion', () => {
  it('reads a reason', () => {
    expect(read('Labels are not named.')).toEqual({ ok: true, value: ['Labels are not named.'] });
  });

  it('refuses a reason that would swell every request it is quoted in', () => {
    expect(JSON.stringify(read('No. '.repeat(250_000)))).toMatch(
      /"ok":false,"reason":"The reason is too long/,
    );
  });
});
