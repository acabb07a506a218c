import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attachRationales } from '../../../../src/engine/edit/attachRationales';
import { diffHunks } from '../../../../src/engine/edit/diffHunks';
import { composeLineage, type LineageStep } from '../../../../src/engine/edit/lineage';
import { tokenize } from '../../../../src/engine/edit/tokens';
import { applyEdit } from '../../../../src/engine/optimize/applyEdit';
import type { Edit } from '../../../../src/engine/optimize/proposal';
import { editableText, pieces } from './promptTexts';

const whole = (text: string) => ({ text, editable: [{ start: 0, end: text.length }] });

function edit(find: string, replace: string, why: string, step = 1): Edit {
  return { find, replace, why: { kind: 'critique', method: 'test', step, text: why, exampleIds: [] } };
}

/** A chain of candidates, one per list of edits. */
function chainOf(seed: string, ...steps: Edit[][]): LineageStep[] {
  return steps.reduce<LineageStep[]>(
    (chain, edits) => {
      const text = edits.reduce((current, one) => {
        const applied = applyEdit(whole(current), one);
        if ('reason' in applied) throw new Error(applied.reason);
        return applied.text;
      }, chain.at(-1)!.text);
      return [...chain, { text, edits }];
    },
    [{ text: seed, edits: [] }],
  );
}

/** `old → new: the reasons`, one per hunk. */
function explained(chain: LineageStep[]): string[] {
  const hunks = diffHunks(editableText(chain[0]!.text), chain.at(-1)!.text);
  return attachRationales(hunks, composeLineage(chain)).map(
    ({ oldText, newText, rationales }) =>
      `${oldText} → ${newText}: ${rationales.map((rationale) => rationale.text).join(', ')}`,
  );
}

describe('rationales of hunks', () => {
  const seed = 'Sort the ticket. Be helpful. Name its label.';

  it('give each hunk the reason of its own edit', () => {
    const chain = chainOf(
      seed,
      [edit('Be helpful', 'Reply with the label only', 'prose')],
      [edit('its label', 'one label', 'several', 2)],
    );
    expect(explained(chain)).toEqual(['Be helpful → Reply with the label only: prose', 'its → one: several']);
  });

  it('count for the words that an edit changes, not for those it quotes', () => {
    const chain = chainOf(
      seed,
      [edit('Sort the ticket. Be helpful.', 'Sort the ticket. Be brief.', 'long')],
      [edit('Sort the ticket. Be brief. Name', 'Read the ticket. Be brief. Name', 'hasty', 2)],
    );
    expect(explained(chain)).toEqual(['Sort → Read: hasty', 'helpful → brief: long']);
  });

  it('stand in the order of the steps when several edits make one hunk', () => {
    const chain = chainOf(
      seed,
      [edit('Be helpful', 'Be brief', 'long')],
      [edit('Be brief', 'Be very brief', 'still long', 2)],
    );
    expect(explained(chain)).toEqual(['helpful → very brief: long, still long']);
  });

  it('go on to the words that a later edit writes over the first', () => {
    const chain = chainOf(
      seed,
      [edit('Name its label.', 'Name its label. Use lower case.', 'case')],
      [edit('Use lower case.', 'Write small letters.', 'unclear', 2)],
    );
    expect(explained(chain)).toEqual([' →  Write small letters.: case, unclear']);
  });

  it('leave out an edit that a later one undoes', () => {
    const chain = chainOf(
      seed,
      [edit('Be helpful', 'Be brief', 'undone'), edit('its label', 'one label', 'several')],
      [edit('Be brief', 'Be helpful', 'undoing', 2)],
    );
    expect(explained(chain)).toEqual(['its → one: several']);
  });

  it('leave out an undone edit even where a third changes the same words again', () => {
    const chain = chainOf(
      seed,
      [edit('helpful', 'brief', 'undone')],
      [edit('brief', 'helpful', 'undoing', 2)],
      [edit('helpful', 'kind', 'rude', 3)],
    );
    expect(explained(chain)).toEqual(['helpful → kind: rude']);
  });

  it('leave out an insertion that is gone', () => {
    const chain = chainOf(
      seed,
      [edit('helpful.', 'helpful. Think first.', 'undone')],
      [edit(' Think first.', '', 'undoing', 2), edit('Sort', 'Read', 'hasty', 2)],
    );
    expect(explained(chain)).toEqual(['Sort → Read: hasty']);
  });

  it('explain a deletion', () => {
    expect(explained(chainOf(seed, [edit(' Be helpful.', '', 'idle')]))).toEqual(['Be helpful.  → : idle']);
  });

  it('name both who replaced words and who then took the replacement out', () => {
    const chain = chainOf(
      seed,
      [edit(' Be helpful.', ' Be brief.', 'long')],
      [edit(' Be brief.', '', 'idle', 2)],
    );
    expect(explained(chain)).toEqual(['Be helpful.  → : long, idle']);
  });

  it('do not repeat one reason of two edits', () => {
    const chain = chainOf(seed, [edit('Be helpful', 'Reply', 'prose'), edit('Reply', 'Be short', 'prose')]);
    expect(explained(chain)).toEqual(['helpful → short: prose']);
  });

  it('find their edit though the diff pairs repeated words otherwise', () => {
    const lines = explained(chainOf('go go go stop', [edit('go go go', 'go stop go go', 'one')]));
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(line).toMatch(/: one$/);
  });

  it('are missing for a step that came without edits', () => {
    const chain = [...chainOf(seed, [edit('Sort', 'Read', 'hasty')])];
    chain.push({ text: chain[1]!.text.replace('its', 'one'), edits: [] });
    expect(explained(chain)).toEqual(['Sort → Read: hasty', 'its → one: ']);
  });

  it('place an edit whose words stand in protected text too', () => {
    const text = '---\nname: sort\n---\nsort it';
    const chain = [
      { text, edits: [] },
      { text: '---\nname: sort\n---\nlabel it', edits: [edit('sort', 'label', 'vague')] },
    ];
    expect(explained(chain)).toEqual(['sort → label: vague']);
  });

  it('are refused when the edits do not lead to the text', () => {
    expect(() =>
      composeLineage([
        { text: seed, edits: [] },
        { text: 'x', edits: [edit('Sort', 'Read', '')] },
      ]),
    ).toThrow(/do not lead/);
  });
});

/** Random edits that apply: a run of tokens that stands once, replaced by a few others. */
const plans = fc.array(
  fc.array(
    fc.record({
      at: fc.nat(200),
      length: fc.integer({ min: 1, max: 8 }),
      add: fc.array(fc.constantFrom(...pieces), { maxLength: 5 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  { minLength: 1, maxLength: 6 },
);
const seeds = fc
  .array(fc.constantFrom(...pieces), { minLength: 3, maxLength: 40 })
  .map((words) => words.join(''));

function randomChain(seed: string, steps: { at: number; length: number; add: string[] }[][]): LineageStep[] {
  let number = 0;
  return steps.reduce<LineageStep[]>(
    (chain, plan, step) => {
      let text = chain.at(-1)!.text;
      const edits: Edit[] = [];
      for (const { at, length, add } of plan) {
        const tokens = tokenize(text);
        const start = tokens.length === 0 ? 0 : at % tokens.length;
        const one = edit(
          tokens.slice(start, start + length).join(''),
          add.join(''),
          `why ${++number}`,
          step + 1,
        );
        const applied = applyEdit(whole(text), one);
        if ('reason' in applied) continue;
        text = applied.text;
        edits.push(one);
      }
      return edits.length > 0 ? [...chain, { text, edits }] : chain;
    },
    [{ text: seed, edits: [] }],
  );
}

describe('lineage of any chain of edits', () => {
  it('leaves no hunk without a rationale, in either granularity', () => {
    fc.assert(
      fc.property(
        seeds,
        plans,
        fc.constantFrom('clause' as const, 'token' as const),
        (seed, steps, granularity) => {
          const chain = randomChain(seed, steps);
          const hunks = diffHunks(whole(seed), chain.at(-1)!.text, { granularity });
          for (const { rationales } of attachRationales(hunks, composeLineage(chain))) {
            expect(rationales.length).toBeGreaterThan(0);
            const order = rationales.map((rationale) => rationale.step);
            expect(order).toEqual(order.toSorted((a, b) => a - b));
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('says what became of every stretch of the seed prompt', () => {
    fc.assert(
      fc.property(seeds, plans, (seed, steps) => {
        const chain = randomChain(seed, steps);
        const final = chain.at(-1)!.text;
        const { regions } = composeLineage(chain);
        let text = '';
        let at = 0;
        for (const region of regions) {
          text += seed.slice(at, region.base.start) + final.slice(region.final.start, region.final.end);
          at = region.base.end;
          expect(region.edits.length).toBeGreaterThan(0);
        }
        expect(text + seed.slice(at)).toBe(final);
      }),
      { numRuns: 300 },
    );
  });

  it('lets no undone edit explain a hunk elsewhere', () => {
    const heading = '\n\n## Heading\n\n';
    fc.assert(
      fc.property(seeds, seeds, seeds, seeds, (first, firstChanged, second, secondChanged) => {
        const chain = chainOf(
          first + heading + second,
          secondChanged === second ? [] : [edit(heading + second, heading + secondChanged, 'undone')],
          firstChanged === first ? [] : [edit(first + heading, firstChanged + heading, 'kept', 2)],
          secondChanged === second ? [] : [edit(heading + secondChanged, heading + second, 'undoing', 3)],
        );
        const hunks = diffHunks(whole(chain[0]!.text), chain.at(-1)!.text);
        const reasons = attachRationales(hunks, composeLineage(chain)).flatMap((hunk) => hunk.rationales);
        expect(reasons.filter((reason) => reason.text !== 'kept')).toEqual([]);
        expect(reasons.length).toBe(hunks.length);
      }),
      { numRuns: 300 },
    );
  });
});
