import { handlebarsWith } from './handlebarsHelpers';
import { inertValue } from './templateValue';
import type { FillTemplate } from './templateScan';

/** Fills a Handlebars template: no HTML escaping, own properties only, no helpers but those it may call. */
export function compileHandlebars(template: string, dotprompt: boolean): FillTemplate {
  const fill = handlebarsWith(dotprompt).compile<unknown>(template, { noEscape: true });
  return (inputs) =>
    fill(inertValue(inputs), { allowProtoMethodsByDefault: false, allowProtoPropertiesByDefault: false });
}
