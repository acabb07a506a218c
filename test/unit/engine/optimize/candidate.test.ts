import { describe, expect, it } from 'vitest';
import { deriveCandidate, MOST_GROWTH, seedCandidate } from '../../../../src/engine/optimize/candidate';
import { parsePrompt } from '../../../../src/engine/prompt/parsePrompt';

const prompt = parsePrompt('sort.prompt.md', 'Sort the ticket.\n\n{{ticket}}\n');
const why = { kind: 'critique', method: 'protegi', step: 1, text: 'Too vague.', exampleIds: [] } as const;
const growBy = (characters: number) => {
  const edit = { find: 'Sort', replace: `Sort${'!'.repeat(characters)}`, why: { ...why, exampleIds: [] } };
  return deriveCandidate(prompt, seedCandidate(prompt), [edit], 1);
};

describe('deriveCandidate', () => {
  it('takes a long edit', () => {
    expect(growBy(MOST_GROWTH).ok).toBe(true);
  });

  it('refuses one that would make every call pay for a runaway reply', () => {
    expect(growBy(MOST_GROWTH + 1)).toEqual({
      ok: false,
      reason: expect.stringMatching(/20001 characters longer .* 20000 are the most/) as string,
    });
  });

  it('counts from the seed prompt, so that steps cannot add up to it', () => {
    const first = growBy(MOST_GROWTH);
    if (!first.ok) throw new Error(first.reason);
    const more = { find: 'the ticket', replace: 'the long ticket', why: { ...why, exampleIds: [] } };
    expect(deriveCandidate(prompt, first.value, [more], 2).ok).toBe(false);
  });
});
