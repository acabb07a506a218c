import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { strictObject } from '../schema/schemaProblem';
import { defineMetric } from './metricKind';

const options = strictObject({
  keys: z.array(z.string().min(1)).min(1).optional(),
  fence: z.enum(['allow', 'reject']).default('reject'),
});

/** One fenced block that is the whole answer. */
const FENCED = /^```(?:json)?[^\S\n]*\n([\s\S]*?)\n?```$/i;

/**
 * 1 when the answer is strict JSON (RFC 8259) equal to the target: the whole value, or only the keys that the
 * option `keys` names. Key order doesn't count. A target that is text is read as JSON itself (a csv cell).
 */
export const jsonMatch = defineMetric({
  name: 'json-match',
  description: 'The answer is JSON equal to the target, or equal in the keys that the option keys names.',
  binary: true,
  options,
  ready: ({ keys, fence }) => ({
    needsTarget: true,
    targetProblem: (target) => targetProblem(target, keys),
    score: ({ output, target }) => {
      const answer = parseJson(fence === 'allow' ? withoutFence(output) : output);
      const wanted = typeof target === 'string' ? parseJson(target) : { value: target };
      if (!answer || !wanted) return 0;
      return equal(answer.value, wanted.value, keys) ? 1 : 0;
    },
  }),
});

function targetProblem(target: unknown, keys: readonly string[] | undefined): string | null {
  const wanted = typeof target === 'string' ? parseJson(target) : { value: target };
  if (!wanted) return 'The target is text that is not JSON.';
  if (!keys) return null;
  if (!isRecord(wanted.value))
    return `The target is not a JSON object, so it has no keys ${keys.join(', ')}.`;
  const missing = keys.find((key) => !Object.hasOwn(wanted.value as object, key));
  return missing === undefined ? null : `The target has no key "${missing}".`;
}

function equal(answer: unknown, wanted: unknown, keys: readonly string[] | undefined): boolean {
  if (!keys) return isDeepStrictEqual(answer, wanted);
  if (!isRecord(answer) || !isRecord(wanted)) return false;
  return keys.every((key) => Object.hasOwn(answer, key) && isDeepStrictEqual(answer[key], wanted[key]));
}

function withoutFence(text: string): string {
  return FENCED.exec(text.trim())?.[1] ?? text;
}

function parseJson(text: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return null; // Not JSON: the caller scores it 0 or reports the target.
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
