import nunjucks from 'nunjucks';
import { templateText } from './templateValue';

type Callable = (...args: unknown[]) => unknown;

/** Upper bound on numbers that make text or lists of that size, so that a template can't fill the memory. */
export const LARGEST_SIZE = 100_000;

const environment = new nunjucks.Environment([], { autoescape: false });

/** nunjucks' filters that give the same text every time, with their parameter names behind the value. */
const FILTERS: Readonly<Record<string, readonly string[]>> = {
  abs: [],
  batch: ['linecount', 'fill_with'],
  capitalize: [],
  center: ['width'],
  count: [],
  d: ['default_value', 'boolean'],
  default: ['default_value', 'boolean'],
  dictsort: ['case_sensitive', 'by'],
  dump: ['indent'],
  escape: [],
  first: [],
  float: ['default'],
  groupby: ['attribute'],
  indent: ['width', 'first'],
  int: ['default', 'base'],
  join: ['d', 'attribute'],
  last: [],
  length: [],
  list: [],
  lower: [],
  map: ['attribute'],
  reject: ['test', 'value'],
  rejectattr: ['attribute'],
  replace: ['old', 'new', 'count'],
  reverse: [],
  round: ['precision', 'method'],
  safe: [],
  select: ['test', 'value'],
  selectattr: ['attribute'],
  slice: ['slices', 'fill_with'],
  sort: ['reverse', 'case_sensitive', 'attribute'],
  string: [],
  striptags: ['preserve_linebreaks'],
  sum: ['attribute', 'start'],
  title: [],
  tojson: ['indent'],
  trim: [],
  truncate: ['length', 'killwords', 'end'],
  upper: [],
  urlencode: [],
  wordcount: [],
};

const SIZED: ReadonlySet<string> = new Set(['batch', 'center', 'indent', 'slice', 'dump', 'tojson']);

export function isJinjaFilter(name: string): boolean {
  return Object.hasOwn(FILTERS, name);
}

/** Applies a filter; throws an `Error` with the reason when it can't. */
export function applyJinjaFilter(
  name: string,
  value: unknown,
  positional: unknown[],
  named: Map<string, unknown>,
): unknown {
  const args = [...positional];
  for (const [key, argument] of named) {
    const index = FILTERS[name]?.indexOf(key) ?? -1;
    if (index === -1) throw new Error(`the filter \`${name}\` has no argument \`${key}\``);
    args[index] = argument;
  }
  if (SIZED.has(name) && Number(args[0]) > LARGEST_SIZE) throw new Error(`${String(args[0])} is too large`);
  const result = (OWN_FILTERS[name] ?? nunjucksFilter(name))(value, ...args);
  if (typeof result === 'function') throw new Error(`the filter \`${name}\` gave no value`);
  // nunjucks wraps text that needs no HTML escaping; here none is escaped.
  return result instanceof String ? result.toString() : result;
}

function nunjucksFilter(name: string): Callable {
  const filter = environment.getFilter(name) as Callable;
  return (...args) => filter.call({ env: environment, ctx: {} }, ...args);
}

const OWN_FILTERS: Readonly<Record<string, Callable>> = Object.assign(Object.create(null) as object, {
  count: (value: unknown) => nunjucksFilter('length')(value),
  d: (...args: unknown[]) => nunjucksFilter('default')(...args),
  dump: toJson,
  tojson: toJson,
  string: templateText,
  join: (items: unknown, separator: unknown, attribute: unknown) =>
    listOf(items)
      .map((item) => templateText(attribute === undefined ? item : jinjaMember(item, attribute)))
      .join(templateText(separator)),
  map: (items: unknown, attribute: unknown) =>
    listOf(items).map((item) =>
      isJinjaFilter(String(attribute))
        ? applyJinjaFilter(String(attribute), item, [], new Map())
        : jinjaMember(item, attribute),
    ),
});

function toJson(value: unknown, indent: unknown): string {
  return JSON.stringify(value ?? null, null, typeof indent === 'number' ? indent : undefined);
}

export function listOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value === 'string') return [...value];
  return isMapping(value) ? Object.keys(value) : [];
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field, an item (negative counts from the end) or a length; own properties only, so no prototype is reached. */
export function jinjaMember(target: unknown, key: unknown): unknown {
  if (typeof target === 'string' || Array.isArray(target)) {
    if (key === 'length') return target.length;
    return typeof key === 'number' ? (target.at(key) as unknown) : undefined;
  }
  return isMapping(target) && Object.hasOwn(target, String(key)) ? target[String(key)] : undefined;
}

/** Methods of Python's strings and dicts that templates use; `undefined` when there is none of that name. */
export function jinjaMethod(target: unknown, name: string): Callable | undefined {
  const methods = typeof target === 'string' ? TEXT_METHODS : isMapping(target) ? DICT_METHODS : {};
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  return method && ((...args) => method(target as never, ...args));
}

const TEXT_METHODS: Readonly<Record<string, (text: string, ...args: unknown[]) => unknown>> = {
  endswith: (text, end) => text.endsWith(templateText(end)),
  join: (text, items) => listOf(items).map(templateText).join(text),
  lower: (text) => text.toLowerCase(),
  replace: (text, old, by) => text.replaceAll(templateText(old), () => templateText(by)),
  split: (text, by) => (by === undefined ? text.split(/\s+/).filter(Boolean) : text.split(templateText(by))),
  startswith: (text, start) => text.startsWith(templateText(start)),
  strip: (text) => text.trim(),
  upper: (text) => text.toUpperCase(),
};

const DICT_METHODS: Readonly<Record<string, (dict: Record<string, unknown>, ...args: unknown[]) => unknown>> =
  {
    get: (dict, key, otherwise) => jinjaMember(dict, templateText(key)) ?? otherwise,
    items: (dict) => Object.entries(dict),
    keys: (dict) => Object.keys(dict),
    values: (dict) => Object.values(dict),
  };

/** Jinja's tests (`x is defined`); `undefined` when there is none of that name. */
export function jinjaTest(name: string): ((value: unknown, argument?: unknown) => boolean) | undefined {
  return Object.hasOwn(TESTS, name) ? TESTS[name] : undefined;
}

const TESTS: Readonly<Record<string, (value: unknown, argument?: unknown) => boolean>> = {
  boolean: (value) => typeof value === 'boolean',
  defined: (value) => value !== undefined,
  divisibleby: (value, by) => Number(value) % Number(by) === 0,
  eq: (value, other) => value === other,
  equalto: (value, other) => value === other,
  even: (value) => Number(value) % 2 === 0,
  false: (value) => value === false,
  iterable: (value) => typeof value === 'string' || Array.isArray(value) || isMapping(value),
  mapping: isMapping,
  none: (value) => value === null,
  null: (value) => value === null,
  number: (value) => typeof value === 'number',
  odd: (value) => Math.abs(Number(value) % 2) === 1,
  sequence: (value) => typeof value === 'string' || Array.isArray(value),
  string: (value) => typeof value === 'string',
  true: (value) => value === true,
  undefined: (value) => value === undefined,
};
