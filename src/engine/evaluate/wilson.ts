import type { Interval } from './evaluation';
import { Z95 } from './normal';

/**
 * Wilson's 95 % score interval for a share of successes (Wilson 1927, JASA 22:209; recommended over the
 * textbook interval at every n by Brown, Cai and DasGupta 2001, Statistical Science 16:101).
 * Contains `successes / n` always and never leaves [0, 1].
 *
 * @param successes from 0 to `n`
 * @param n at least 1
 * @throws RangeError on counts that cannot be
 */
export function wilsonInterval(successes: number, n: number): Interval {
  if (!(n >= 1) || !(successes >= 0 && successes <= n)) {
    throw new RangeError(`No interval for ${successes} successes of ${n}.`);
  }
  const share = successes / n;
  const z2 = Z95 * Z95;
  const centre = (share + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Z95 / (1 + z2 / n)) * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n));
  return [Math.max(0, Math.min(share, centre - half)), Math.min(1, Math.max(share, centre + half))];
}
