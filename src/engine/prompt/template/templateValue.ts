/** How a value reads in a prompt: text as it is, nothing for `null`, objects and lists as JSON. */
export function templateText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  return typeof value === 'object' ? (JSON.stringify(value) ?? '') : `${value as number}`;
}

/**
 * A deep copy for template engines that look names up by themselves: no prototypes (so that `constructor` and
 * the like lead nowhere), no functions, and a `toString` that gives JSON where an engine prints an object.
 */
export function inertValue(value: unknown): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return value.toISOString();
  const copy: unknown = Array.isArray(value)
    ? Object.setPrototypeOf(value.map(inertValue), null)
    : Object.assign(
        Object.create(null) as object,
        Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inertValue(item)])),
      );
  return Object.defineProperty(copy as object, 'toString', {
    value: () => JSON.stringify(value),
    enumerable: false,
  });
}
