import { describe, expect, it } from 'vitest';
import { createMetric } from '../../../../../src/engine/metric/metricRegistry';
import type { Failure } from '../../../../../src/engine/optimize/failures';
import { jsonKeysMissing, jsonWrapped } from '../../../../../src/engine/optimize/rules/json';
import { labelSetOf, outsideLabelSet } from '../../../../../src/engine/optimize/rules/labelSet';
import { letterCase } from '../../../../../src/engine/optimize/rules/letterCase';
import { proseAround } from '../../../../../src/engine/optimize/rules/proseAround';
import { punctuation } from '../../../../../src/engine/optimize/rules/punctuation';
import { refusal } from '../../../../../src/engine/optimize/rules/refusal';
import type { Rule, RuleContext } from '../../../../../src/engine/optimize/rules/rule';
import { tooLong } from '../../../../../src/engine/optimize/rules/tooLong';

/** What a rule sees when these outputs stand for these targets, under the named metric. */
function contextOf(pairs: [output: string, target: unknown][], metricName = 'exact-match'): RuleContext {
  const metric = createMetric({ name: metricName, weight: 1, options: {} });
  const failures = pairs
    .map(([output, target], index): Failure => {
      const example = { id: `e${index}`, row: index + 1, part: 'train' as const, inputs: {}, target };
      return { example, output, score: metric.score({ output, target, inputs: {} }) };
    })
    .filter(({ score }) => score < 1);
  const targets = pairs.map(([, target]) => (typeof target === 'string' ? target : JSON.stringify(target)));
  return {
    failures,
    scored: pairs.length,
    targets,
    labels: labelSetOf(targets),
    rescore: ({ example }, output) => metric.score({ output, target: example.target, inputs: {} }),
  };
}

const LABELLED: [string, unknown][] = Array.from({ length: 8 }, (_, index) => {
  const label = ['bug', 'billing'][index % 2]!;
  return [label, label];
});

describe('rules over failures', () => {
  it.each<[string, Rule, [string, unknown][], string | undefined, number, RegExp]>([
    [
      'prose',
      proseAround,
      [
        ['The category is bug.', 'bug'],
        ['It is about billing, I think.', 'billing'],
      ],
      undefined,
      2,
      /only/,
    ],
    [
      'case',
      letterCase,
      [
        ['BUG', 'bug'],
        ['Billing', 'billing'],
      ],
      undefined,
      2,
      /lower case/,
    ],
    [
      'labels',
      outsideLabelSet,
      [
        ['payments', 'billing'],
        ['defect', 'bug'],
        ['Bug', 'bug'],
      ],
      undefined,
      2,
      /billing, bug/,
    ],
    [
      'punctuation',
      punctuation,
      [
        ['"bug"', 'bug'],
        ['**billing**.', 'billing'],
      ],
      undefined,
      2,
      /bare/,
    ],
    [
      'fences',
      jsonWrapped,
      [
        ['```json\n{"a":1}\n```', { a: 1 }],
        ['Sure: {"a":2}', { a: 2 }],
      ],
      'json-match',
      2,
      /code fence/,
    ],
    [
      'keys',
      jsonKeysMissing,
      [
        ['{"a":1}', { a: 1, b: 2 }],
        ['{"b":1}', { a: 3, b: 1 }],
      ],
      'json-match',
      2,
      /a, b/,
    ],
    [
      'refusals',
      refusal,
      [
        ["I don't know.", 'bug'],
        ['I am not sure', 'billing'],
      ],
      undefined,
      2,
      /best answer/,
    ],
  ])('finds %s, counts it and says what would mend it', (_name, rule, pairs, metric, count, instruction) => {
    const known = metric === 'json-match' ? [] : LABELLED;
    const found = rule.find(contextOf([...known, ...pairs], metric));
    expect(found).not.toBeNull();
    expect(found!.exampleIds).toHaveLength(count);
    expect(found!.explanation).toContain(`${count} of`);
    expect(found!.instruction).toMatch(instruction);
    expect(found!.gain).toBeGreaterThan(0);
  });

  it('finds answers that are too long for free targets', () => {
    const pairs: [string, unknown][] = Array.from({ length: 10 }, () => [
      'The capital of that country, as far as anybody knows, has always been the city of Paris.',
      'Paris',
    ]);
    const found = tooLong.find(
      contextOf(
        pairs.map(([output], index) => [output, `City ${index}`]),
        'f1',
      ),
    );
    expect(found?.instruction).toBe('Answer in at most 2 words.');
  });

  it.each([
    proseAround,
    letterCase,
    outsideLabelSet,
    punctuation,
    jsonWrapped,
    jsonKeysMissing,
    tooLong,
    refusal,
  ])('finds nothing where nothing fails ($name)', (rule) => {
    expect(rule.find(contextOf(LABELLED))).toBeNull();
  });

  it('proposes nothing that would not raise the score by the task’s own metric', () => {
    expect(letterCase.find(contextOf([...LABELLED, ['BILL', 'billing']]))).toBeNull();
    expect(proseAround.find(contextOf([...LABELLED, ['The debugger', 'bug']]))).toBeNull();
  });
});

describe('labelSetOf', () => {
  it('takes few values that return often for labels, and free answers for none', () => {
    expect(labelSetOf(['a', 'b', 'a', 'b', 'a', 'b'])).toEqual(['a', 'b']);
    expect(labelSetOf(['Paris', 'Rome', 'Bern', 'Oslo'])).toBeNull();
    expect(labelSetOf(['a', 'a', 'a'])).toBeNull();
  });
});
