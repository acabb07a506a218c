import type { Usage } from './chatModel';
import type { ModelSpec } from './modelSpec';

/** US dollars per million tokens. */
export interface Price {
  input: number;
  output: number;
}

const FREE: Price = { input: 0, output: 0 };

/** The price of a model: as its spec says, 0 for models that run in-process, `undefined` where unknown. */
export function priceOf(spec: ModelSpec): Price | undefined {
  return spec.provider === 'openai' ? spec.price : FREE;
}

/** US dollars for `usage`; `null` when the price, or a count that has a price, is unknown. */
export function usdOf(usage: Usage, price: Price | undefined): number | null {
  if (!price) return null;
  const input = dollars(usage.inputTokens, price.input);
  const output = dollars(usage.outputTokens, price.output);
  return input === null || output === null ? null : input + output;
}

function dollars(tokens: number | null, perMillion: number): number | null {
  if (perMillion === 0) return 0;
  return tokens === null ? null : (tokens * perMillion) / 1_000_000;
}
