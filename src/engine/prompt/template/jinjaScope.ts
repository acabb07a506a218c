import { jinjaMember, LARGEST_SIZE } from './jinjaFunctions';

/** The names known at one place of a template: its own, then those around it. */
export class JinjaScope {
  private readonly values = new Map<string, unknown>();

  constructor(private readonly around?: JinjaScope) {}

  set(name: string, value: unknown): this {
    this.values.set(name, value);
    return this;
  }

  has(name: string): boolean {
    return this.values.has(name) || (this.around?.has(name) ?? false);
  }

  get(name: string): unknown {
    return this.values.has(name) ? this.values.get(name) : this.around?.get(name);
  }
}

/** Something that a template may call: a macro, or the body of a call block. */
export class JinjaFunction {
  constructor(readonly call: (positional: unknown[], named: Map<string, unknown>) => unknown) {}
}

/** Jinja's `range`. */
export const JINJA_RANGE = new JinjaFunction((positional) => {
  const [start, stop, step = 1] = (positional.length === 1 ? [0, ...positional] : positional).map(Number);
  const length = Math.max(0, Math.ceil(((stop ?? 0) - (start ?? 0)) / step));
  if (!(length <= LARGEST_SIZE)) throw new Error('the range is too long');
  return Array.from({ length }, (_, index) => (start ?? 0) + index * step);
});

/** What one turn of a loop knows: `loop`, and the item under its name or its parts under theirs. */
export function loopScope(
  scope: JinjaScope,
  names: readonly string[],
  item: unknown,
  index: number,
  length: number,
): JinjaScope {
  const inner = new JinjaScope(scope).set('loop', {
    index: index + 1,
    index0: index,
    revindex: length - index,
    revindex0: length - index - 1,
    first: index === 0,
    last: index === length - 1,
    length,
  });
  names.forEach((name, at) => inner.set(name, names.length === 1 ? item : jinjaMember(item, at)));
  return inner;
}
