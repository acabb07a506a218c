/** Terms smaller than this share of the sum cannot change it. */
const NEGLIGIBLE = 1e-17;

/**
 * Probability of at most `k` successes in `n` trials with chance `p` each. Sums from `k` away from the mean,
 * so it neither underflows nor visits more than some standard deviations' worth of terms.
 */
export function binomialAtMost(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  if (k >= n) return 1;
  if (p <= 0) return 1;
  if (p >= 1) return 0;
  return k < n * p ? lowerSum(k, n, p) : 1 - lowerSum(n - k - 1, n, 1 - p);
}

/** Probability of exactly `k` successes in `n` trials with chance `p` each. */
export function binomialExactly(k: number, n: number, p: number): number {
  if (p <= 0) return k === 0 ? 1 : 0;
  if (p >= 1) return k === n ? 1 : 0;
  const ways = logFactorial(n) - logFactorial(k) - logFactorial(n - k);
  return Math.exp(ways + k * Math.log(p) + (n - k) * Math.log1p(-p));
}

function lowerSum(k: number, n: number, p: number): number {
  const odds = (1 - p) / p;
  let term = binomialExactly(k, n, p);
  let sum = 0;
  for (let i = k; i >= 0 && term > sum * NEGLIGIBLE; i--) {
    sum += term;
    term *= (i / (n - i + 1)) * odds;
  }
  return Math.min(1, sum);
}

const SMALL: readonly number[] = Array.from({ length: 256 }).reduce<number[]>(
  (sums, _, i) => [...sums, i === 0 ? 0 : sums[i - 1]! + Math.log(i)],
  [],
);

/** ln n!: summed below 256, Stirling's series above (error below 1e-12). */
function logFactorial(n: number): number {
  if (n < SMALL.length) return SMALL[n]!;
  const stirling = n * Math.log(n) - n + Math.log(2 * Math.PI * n) / 2;
  return stirling + 1 / (12 * n) - 1 / (360 * n ** 3);
}
