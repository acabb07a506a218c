import { BRACES_VARIABLE, INPUT_VARIABLE } from './scanBraces';
import { templateText } from './templateValue';
import type { FillTemplate } from './templateScan';

/** Fills `{{name}}` (and, in VS Code prompt files, `${input:name}`) in one pass over the template. */
export function compileBraces(template: string, withInputs: boolean): FillTemplate {
  const sources = withInputs ? [BRACES_VARIABLE.source, INPUT_VARIABLE.source] : [BRACES_VARIABLE.source];
  // The two patterns share a group name, which Node below 23 allows once in an expression: here they go by number.
  const pattern = new RegExp(sources.join('|').replaceAll('?<path>', ''), 'gu');
  return (inputs) =>
    template.replace(pattern, (_placeholder, braces?: string, input?: string | number) => {
      const keys = braces === undefined ? [String(input)] : braces.split('.');
      return templateText(valueAt(inputs, keys));
    });
}

function valueAt(root: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<string, unknown>)[key]
        : undefined,
    root,
  );
}
