import Mustache from 'mustache';
import { inertValue, templateText } from './templateValue';
import type { FillTemplate } from './templateScan';

/** Fills a Mustache template, with no HTML escaping, no partials and no lambdas. */
export function compileMustache(template: string): FillTemplate {
  const writer = new Mustache.Writer();
  return (inputs) => writer.render(template, inertValue(inputs), undefined, { escape: templateText });
}
