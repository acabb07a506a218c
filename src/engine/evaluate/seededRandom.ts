import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A stream of random numbers that is the same for the same seed, on every machine. */
export interface SeededRandom {
  /** Uniform in [0, 1), 53 bits. */
  next(): number;
  /** Uniform integer in [0, n); n from 1 to 2^32. */
  integer(n: number): number;
  /** 32 random bits as a signed integer: the fast path of resampling loops. */
  bits(): number;
  /** A shuffled copy (Fisher–Yates). */
  shuffle<T>(list: readonly T[]): T[];
  /** `k` different entries in random order, or all of them where there are no more than `k`. */
  pick<T>(list: readonly T[], k: number): T[];
}

/**
 * A random stream (xoroshiro128+). Any number or string is a seed; a string lets a caller name streams
 * (`"7/minibatch/3"`) so that one does not shift when another draws more.
 *
 * @throws RangeError when the seed is a number that is not finite.
 */
export function createRandom(seed: number | string): SeededRandom {
  const generator = xoroshiro128plus(hash32(seed));
  const integer = (n: number): number => uniformInt(generator, 0, n - 1);
  const pick = <T>(list: readonly T[], k: number): T[] => {
    const copy = [...list];
    const wanted = Math.min(Math.max(0, Math.floor(k)), copy.length);
    for (let i = 0; i < wanted; i++) {
      const j = i + integer(copy.length - i);
      [copy[i], copy[j]] = [copy[j]!, copy[i]!];
    }
    return copy.slice(0, wanted);
  };
  return {
    next: () => uniformFloat64(generator),
    integer,
    bits: () => generator.next(),
    shuffle: (list) => pick(list, list.length),
    pick,
  };
}

/**
 * FNV-1a over the seed's text with the finalizer of MurmurHash3, because xoroshiro streams from
 * neighbouring seeds (1, 2, 3 …) begin alike.
 */
function hash32(seed: number | string): number {
  if (typeof seed === 'number' && !Number.isFinite(seed))
    throw new RangeError('A seed must be a finite number.');
  const text = `${typeof seed}:${seed}`;
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0;
}
