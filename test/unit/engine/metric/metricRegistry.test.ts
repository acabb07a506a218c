import { describe, expect, it } from 'vitest';
import { combineMetrics } from '../../../../src/engine/metric/combineMetrics';
import type { Metric } from '../../../../src/engine/metric/metric';
import { createMetric, METRICS } from '../../../../src/engine/metric/metricRegistry';

const place = { file: 't.task.yaml', line: 3, column: 9 };

function fixed(name: string, value: number, binary = true): Metric {
  return { name, binary, score: () => value };
}

describe('createMetric', () => {
  it('names the metrics there are, and the nearest, for one it does not know', () => {
    const make = () => createMetric({ name: 'exact_match', weight: 1, options: {} }, place);
    expect(make).toThrow('t.task.yaml:3:9: Unknown metric "exact_match". Did you mean "exact-match"?');
    expect(make).toThrow(METRICS.map(({ name }) => name).join(', '));
  });

  it('names the options there are for one it does not know', () => {
    const make = () => createMetric({ name: 'exact-match', weight: 1, options: { cases: 'ignore' } }, place);
    expect(make).toThrow(/Unknown key "cases". Did you mean "case"\?/);
    expect(() => createMetric({ name: 'contains', weight: 1, options: { case: 'lower' } })).toThrow(
      /"case" must be ignore or keep, not "lower"/,
    );
  });

  it('says of every metric whether its scores are only ever 0 or 1', () => {
    const binary = METRICS.filter((kind) => kind.binary).map(({ name }) => name);
    expect(binary).toEqual(['exact-match', 'contains', 'regex', 'json-match']);
  });
});

describe('combineMetrics', () => {
  const input = { output: '', target: '', inputs: {} };

  it('is the weighted mean', () => {
    const combined = combineMetrics([
      { metric: fixed('a', 1), weight: 3 },
      { metric: fixed('b', 0.2), weight: 1 },
    ]);
    expect(combined.score(input)).toBeCloseTo(0.8, 12);
    expect(combined.binary).toBe(false);
    expect(combined.scores(input)).toEqual({ a: 1, b: 0.2 });
  });

  it('stays binary when one binary metric carries all the weight', () => {
    const combined = combineMetrics([
      { metric: fixed('a', 1), weight: 1 },
      { metric: fixed('a', 0.2, false), weight: 0 },
    ]);
    expect(combined.binary).toBe(true);
    expect(combined.score(input)).toBe(1);
    expect(combined.scores(input)).toEqual({ a: 1, 'a-2': 0.2 });
  });

  it('refuses metrics without weight', () => {
    expect(() => combineMetrics([{ metric: fixed('a', 1), weight: 0 }])).toThrow(/no weight/);
    expect(() => combineMetrics([])).toThrow(/no weight/);
  });
});
