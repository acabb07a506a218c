import { countOf, idsOf, instanceOf, mendedBy, type Rule, type RuleContext } from './rule';
import type { Failure } from '../failures';

const FENCE = /^\s*```[a-z]*\s*\n([\s\S]*?)\n?```\s*$/i;

/** JSON answers inside a code fence or between sentences. */
export const jsonWrapped: Rule = {
  name: 'json-wrapped',
  find(context) {
    const { failures, gain } = mendedBy(context, (output) => bareJson(output));
    if (failures.length === 0) return null;
    return {
      rule: 'json-wrapped',
      instruction: 'Reply with the JSON value alone: no code fence and no text before or after it.',
      explanation: `${countOf(failures, context)} hold the JSON asked for inside a code fence or other text${instanceOf(failures)}.`,
      exampleIds: idsOf(failures),
      gain,
    };
  },
};

/** JSON answers that lack keys which every right answer has. */
export const jsonKeysMissing: Rule = {
  name: 'json-keys-missing',
  find(context) {
    const keys = keysOfEvery(context.targets);
    if (keys.length === 0) return null;
    const lacking = new Map<string, Failure[]>();
    for (const failure of context.failures) {
      const value = parseObject(failure.output);
      if (!value) continue;
      for (const key of keys) if (!(key in value)) lacking.set(key, [...(lacking.get(key) ?? []), failure]);
    }
    if (lacking.size === 0) return null;
    const failures = context.failures.filter((failure) =>
      [...lacking.values()].some((list) => list.includes(failure)),
    );
    const counts = [...lacking].map(([key, list]) => `${key}: ${list.length}`).join(', ');
    return {
      rule: 'json-keys-missing',
      instruction: `The JSON object has exactly these keys: ${keys.join(', ')}.`,
      explanation: `${countOf(failures, context)} lack a key that every expected answer has (${counts})${instanceOf(failures)}.`,
      exampleIds: idsOf(failures),
      gain: failures.length / 2,
    };
  },
};

function bareJson(output: string): string | null {
  const fenced = FENCE.exec(output)?.[1];
  if (fenced !== undefined && isJson(fenced)) return fenced.trim();
  const start = output.search(/[{[]/);
  const end = Math.max(output.lastIndexOf('}'), output.lastIndexOf(']'));
  if (start < 0 || end <= start) return null;
  const inner = output.slice(start, end + 1);
  return isJson(inner) ? inner : null;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function parseObject(text: string): Record<string, unknown> | null {
  const bare = isJson(text) ? text : bareJson(text);
  if (bare === null) return null;
  const value: unknown = JSON.parse(bare);
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}

function keysOfEvery(targets: RuleContext['targets']): string[] {
  const objects = targets.map(parseObject);
  const first = objects[0];
  if (!first || objects.some((object) => object === null)) return [];
  return Object.keys(first).filter((key) => objects.every((object) => key in object!));
}
