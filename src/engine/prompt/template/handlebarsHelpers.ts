import Handlebars from 'handlebars';
import { templateText } from './templateValue';

const BUILT_IN = ['each', 'if', 'lookup', 'unless', 'with'] as const;

/** Helpers of Dotprompt beside Handlebars' own; `role` is read by the scanner and never called. */
const DOTPROMPT = ['history', 'ifEquals', 'json', 'role', 'section', 'unlessEquals'] as const;

/** The helpers that a template may call. */
export function helperNames(dotprompt: boolean): ReadonlySet<string> {
  return new Set<string>(dotprompt ? [...BUILT_IN, ...DOTPROMPT] : BUILT_IN);
}

/** A Handlebars of its own with these helpers and no others. */
export function handlebarsWith(dotprompt: boolean): typeof Handlebars {
  const own = Handlebars.create();
  own.unregisterHelper('log');
  if (!dotprompt) return own;
  own.registerHelper('json', (value: unknown, { hash }: Handlebars.HelperOptions) => {
    const { indent } = hash as { indent?: number };
    return typeof indent === 'number' ? JSON.stringify(value, null, indent) : JSON.stringify(value);
  });
  own.registerHelper(
    'ifEquals',
    function (this: unknown, a: unknown, b: unknown, options: Handlebars.HelperOptions) {
      return a === b ? options.fn(this) : options.inverse(this);
    },
  );
  own.registerHelper(
    'unlessEquals',
    function (this: unknown, a: unknown, b: unknown, options: Handlebars.HelperOptions) {
      return a === b ? options.inverse(this) : options.fn(this);
    },
  );
  // An evaluation starts a conversation of its own, and a section marks output for tools that read it.
  own.registerHelper('history', () => templateText(null));
  own.registerHelper('section', () => templateText(null));
  return own;
}
