import { createHash } from 'node:crypto';

/**
 * A number in [0, 1) that is the same for the same parts, and spread evenly over different ones: the first 48 bits
 * of their SHA-256.
 */
export function chance(...parts: (string | number)[]): number {
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest();
  return digest.readUIntBE(0, 6) / 2 ** 48;
}

/** One entry of a list, the same for the same parts. `undefined` when the list is empty. */
export function choose<T>(list: readonly T[], ...parts: (string | number)[]): T | undefined {
  return list[Math.floor(chance(...parts) * list.length)];
}
