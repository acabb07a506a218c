import { z } from 'zod';
import { nearestName, suggestName } from './nearestName';

/** One thing wrong with a value that a person wrote: where it stands in the value, and what was expected. */
export interface SchemaProblem {
  path: (string | number)[];
  /** True when the key at the end of `path` is at fault, false when its value is. */
  onKey: boolean;
  message: string;
}

/** An object that takes no other keys; `describeIssues` names the keys it does take. */
export function strictObject<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, {
    // Zod's issue names the unknown keys only. The known ones travel in its message, which is not shown.
    error: (issue) => (issue.code === 'unrecognized_keys' ? JSON.stringify(Object.keys(shape)) : undefined),
  });
}

/** Zod's issues in plain words, in the order in which they were found. `root` is the value that was checked. */
export function describeIssues(issues: readonly z.core.$ZodIssue[], root: unknown): SchemaProblem[] {
  const misspelt = issues.flatMap((issue) => misspeltKeys(issue, root));
  return issues
    .filter((issue) => !misspelt.includes(pathIn(root, issue.path).join('.')))
    .flatMap((issue) => describeIssue(issue, root));
}

/** Paths of known keys that unknown ones were likely meant to be: that they are missing is no second problem. */
function misspeltKeys(issue: z.core.$ZodIssue, root: unknown): string[] {
  if (issue.code !== 'unrecognized_keys') return [];
  return issue.keys.flatMap((key) => {
    const meant = nearestName(key, knownKeys(issue.message));
    const path = [...pathIn(root, issue.path), meant ?? key];
    return valueAt(root, path) === undefined ? [path.join('.')] : [];
  });
}

function describeIssue(issue: z.core.$ZodIssue, root: unknown): SchemaProblem[] {
  const path = pathIn(root, issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...path, key],
      onKey: true,
      message: `Unknown key "${key}". ${suggestName(key, knownKeys(issue.message), 'Keys here')}`,
    }));
  }
  const value = valueAt(root, path);
  const name = path.length ? `"${path.join('.')}"` : 'The value';
  if (value === undefined && issue.code === 'invalid_type' && path.length) {
    // A schema may word what it expects; Zod's own words start alike.
    const expected = issue.message.startsWith('Invalid input') ? expectedOf(issue) : issue.message;
    return [{ path, onKey: false, message: `${name} is missing; expected ${expected}.` }];
  }
  if (issue.code === 'custom') return [{ path, onKey: false, message: issue.message }];
  return [{ path, onKey: false, message: `${name} must be ${expectedOf(issue)}, not ${shown(value)}.` }];
}

function expectedOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return TYPE_NAMES[issue.expected] ?? `a ${issue.expected}`;
    case 'invalid_value':
      return listed(issue.values.map((value) => String(value)));
    case 'too_small':
      return `${sizeOf(issue.origin)}${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`;
    case 'too_big':
      return `${sizeOf(issue.origin)}${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`;
    default:
      return issue.message.replace(/^Invalid input: expected /, '');
  }
}

const TYPE_NAMES: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a mapping of keys to values',
  record: 'a mapping of keys to values',
  array: 'a list',
};

function sizeOf(origin: string): string {
  if (origin === 'array') return 'a list whose length is ';
  if (origin === 'string') return 'text whose length is ';
  return '';
}

function listed(values: readonly string[]): string {
  return values.length === 1 ? values[0]! : `${values.slice(0, -1).join(', ')} or ${values.at(-1)!}`;
}

function knownKeys(message: string): string[] {
  return JSON.parse(message) as string[];
}

/**
 * An issue's path as the written value has it. A schema may take one item for a list of one (`metric: f1`):
 * steps that the written value doesn't have, other than a missing key, are left out.
 */
function pathIn(root: unknown, path: readonly PropertyKey[]): (string | number)[] {
  const steps: (string | number)[] = [];
  let value = root;
  for (const step of path) {
    const key = typeof step === 'symbol' ? String(step) : step;
    if (!isContainer(value)) break;
    if (key === 0 && !Array.isArray(value)) continue;
    steps.push(key);
    value = value[key];
  }
  return steps;
}

function valueAt(root: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((value, step) => (isContainer(value) ? value[step] : undefined), root);
}

function isContainer(value: unknown): value is Record<string | number, unknown> {
  return value !== null && typeof value === 'object';
}

/** A value as an error shows it: JSON, cut short. */
function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
