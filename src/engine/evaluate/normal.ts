/** 97.5 % quantile of the standard normal: the z of every 95 % interval. */
export const Z95 = 1.959963984540054;

/**
 * Share of the standard normal below `x` (Abramowitz and Stegun 1964, 7.1.26; absolute error below 1e-7).
 */
export function normalShareBelow(x: number): number {
  const t = 1 / (1 + (0.3275911 * Math.abs(x)) / Math.SQRT2);
  const series =
    ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  const tail = (series * Math.exp((-x * x) / 2)) / 2;
  return x < 0 ? tail : 1 - tail;
}

/**
 * z of a two-sided interval: the quantile of the standard normal that leaves `(1 − confidence) / 2` above it. By
 * bisection, so as good as `normalShareBelow`.
 *
 * @param confidence in (0, 1), 0.95 for the usual interval
 * @throws RangeError outside of (0, 1)
 */
export function twoSidedQuantile(confidence: number): number {
  if (!(confidence > 0 && confidence < 1)) throw new RangeError(`No such confidence: ${confidence}.`);
  if (confidence === 0.95) return Z95;
  let low = 0;
  let high = 6;
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (normalShareBelow(middle) < (1 + confidence) / 2) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * 97.5 % quantile of Student's t (Cornish–Fisher, Abramowitz and Stegun 1964, 26.7.5): within 0.001 from 6
 * degrees of freedom on, too small below 3.
 */
export function studentQuantile95(degrees: number): number {
  return studentQuantile(degrees, Z95);
}

/** The quantile of Student's t that has the share of the standard normal's `z` below it, by the same expansion. */
export function studentQuantile(degrees: number, z: number): number {
  const z2 = z * z;
  const first = (z * (z2 + 1)) / 4;
  const second = (z * ((5 * z2 + 16) * z2 + 3)) / 96;
  const third = (z * (((3 * z2 + 19) * z2 + 17) * z2 - 15)) / 384;
  const fourth = (z * ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945)) / 92160;
  return z + first / degrees + second / degrees ** 2 + third / degrees ** 3 + fourth / degrees ** 4;
}
