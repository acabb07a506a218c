import { describe, expect, it } from 'vitest';
import { normalShareBelow, studentQuantile95, Z95 } from '../../../../src/engine/evaluate/normal';

describe('normal', () => {
  it.each([
    [0, 0.5],
    [Z95, 0.975],
    [-Z95, 0.025],
    [-3, 0.0013499],
  ])('share below %f', (x, share) => {
    expect(normalShareBelow(x)).toBeCloseTo(share, 6);
  });

  // Any table of Student's t.
  it.each([
    [5, 2.5706],
    [9, 2.2622],
    [17, 2.1098],
    [29, 2.0452],
    [199, 1.972],
  ])('Student quantile at %i degrees of freedom', (degrees, quantile) => {
    expect(studentQuantile95(degrees)).toBeCloseTo(quantile, 3);
  });
});
