import { describe, expect, it } from 'vitest';
import { formatDifference, formatPoints } from '../../../../src/engine/evaluate/scoreFormat';

describe('formatPoints', () => {
  it.each([
    [0.12, '+12'],
    [-0.034, '−3'],
    [0, '0'],
    [-0.0004, '0'],
    [0.004, '+0.4'],
    [-0.0094, '−0.9'],
    [0.0096, '+1'],
  ])('%d reads %s', (difference, shown) => {
    expect(formatPoints(difference)).toBe(shown);
  });
});

describe('formatDifference', () => {
  it('gives the interval in points', () => {
    expect(formatDifference(0.12, [-0.03, 0.21])).toBe('+12 points (95 % −3 to +21)');
  });
});
