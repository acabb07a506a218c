import type { ChatParameters } from '../chatModel';
import type { Endpoint } from './endpoint';

/** Parameters that a family of models refuses; sending them would fail every call with status 400. */
interface Refusal {
  models: RegExp;
  drops: (keyof ChatParameters)[];
}

/** Source: OpenAI's guide to reasoning models. Later models take them again under conditions, so they are not here. */
const REFUSALS: readonly Refusal[] = [
  { models: /^o[134](-|$)/, drops: ['temperature', 'topP'] },
  { models: /^gpt-5(-mini|-nano)?(-\d{4}-\d{2}-\d{2})?$/, drops: ['temperature', 'topP'] },
];

/** The written parameters that this model refuses, to be dropped and reported. */
export function refusedParameters(
  endpoint: Endpoint,
  model: string,
  parameters: ChatParameters,
): (keyof ChatParameters)[] {
  if (!endpoint.openai) return [];
  return REFUSALS.filter(({ models }) => models.test(model))
    .flatMap(({ drops }) => drops)
    .filter((name) => parameters[name] !== undefined);
}

/**
 * How the server calls the limit on output tokens. OpenAI deprecated `max_tokens` and its reasoning models refuse it;
 * other servers (Ollama, llama.cpp, LM Studio, vLLM, OpenRouter) all know `max_tokens` and not all know the new name.
 */
export function maxTokensField(endpoint: Endpoint): 'max_completion_tokens' | 'max_tokens' {
  return endpoint.openai ? 'max_completion_tokens' : 'max_tokens';
}
