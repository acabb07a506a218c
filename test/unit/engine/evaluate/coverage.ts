import type { Interval } from '../../../../src/engine/evaluate/evaluation';
import type { SeededRandom } from '../../../../src/engine/evaluate/seededRandom';

/** Share of `runs` in which `event` happens. */
export function shareOf(runs: number, event: () => boolean): number {
  let count = 0;
  for (let run = 0; run < runs; run++) if (event()) count++;
  return count / runs;
}

/** True when the interval holds the value, rounding aside. */
export function covers([lower, upper]: Interval, value: number): boolean {
  return lower <= value + 1e-9 && value - 1e-9 <= upper;
}

/** `n` values from a distribution. */
export function draw(n: number, from: () => number): number[] {
  return Array.from({ length: n }, from);
}

/** +1 with chance `won`, −1 with chance `lost`, else 0. */
export function signed(random: SeededRandom, won: number, lost: number): () => number {
  return () => {
    const u = random.next();
    return u < won ? 1 : u < won + lost ? -1 : 0;
  };
}

/** Differences of 0/1 scores, counted. */
export function countsOf(differences: readonly number[]): {
  n: number;
  onlyFirst: number;
  onlySecond: number;
} {
  return {
    n: differences.length,
    onlyFirst: differences.filter((difference) => difference < 0).length,
    onlySecond: differences.filter((difference) => difference > 0).length,
  };
}
