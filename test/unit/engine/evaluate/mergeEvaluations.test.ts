import { describe, expect, it } from 'vitest';
import { mergeEvaluations, unansweredExamples } from '../../../../src/engine/evaluate/mergeEvaluations';
import { evaluationOf, examples, scored } from './scoredExamples';

const cost = { calls: 2, cachedCalls: 1, inputTokens: 20, outputTokens: 4, usd: 0.5 };
const previous = evaluationOf([scored('a', 1), scored('b', null), scored('c', 0), scored('d', null)], {
  cost,
});

describe('mergeEvaluations', () => {
  it('replaces what was retried, keeps the rest and the order, adds the costs', () => {
    const merged = mergeEvaluations(previous, evaluationOf([scored('d', 1), scored('b', 0)], { cost }));
    expect(merged.examples.map(({ id, score }) => [id, score])).toEqual([
      ['a', 1],
      ['b', 0],
      ['c', 0],
      ['d', 1],
    ]);
    expect(merged).toMatchObject({ n: 4, failed: 0, complete: true, mean: 0.5 });
    expect(merged.cost).toEqual({ calls: 4, cachedCalls: 2, inputTokens: 40, outputTokens: 8, usd: 1 });
  });

  it('stays incomplete while an example fails again', () => {
    const merged = mergeEvaluations(previous, evaluationOf([scored('b', 1), scored('d', null)]));
    expect(merged).toMatchObject({ failed: 1, complete: false, mean: 2 / 3 });
  });

  it('refuses scores of another prompt, another model or other examples', () => {
    const retried = [scored('b', 1)];
    expect(() => mergeEvaluations(previous, evaluationOf(retried, { promptSha256: 'q' }))).toThrow(
      /different prompts/,
    );
    expect(() => mergeEvaluations(previous, evaluationOf(retried, { model: 'n' }))).toThrow(
      /different prompts or models/,
    );
    expect(() => mergeEvaluations(previous, evaluationOf([scored('z', 1)]))).toThrow(
      /row 1 was not in the first/,
    );
  });
});

describe('unansweredExamples', () => {
  it('lists what a retry has to score', () => {
    const all = examples(3);
    const evaluation = evaluationOf(all.map(({ id }, i) => scored(id, i === 1 ? null : 1)));
    expect(unansweredExamples(evaluation, all)).toEqual([all[1]]);
  });
});
