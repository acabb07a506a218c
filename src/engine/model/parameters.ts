import type { ChatParameters } from './chatModel';
import type { ModelSpec } from './modelSpec';

/** The request parameters that a spec writes; what it doesn't write is absent, so that it isn't sent. */
export function chatParameters(spec: ModelSpec): ChatParameters {
  const parameters: ChatParameters = {};
  if (spec.temperature !== undefined) parameters.temperature = spec.temperature;
  if (spec.topP !== undefined) parameters.topP = spec.topP;
  if (spec.maxTokens !== undefined) parameters.maxTokens = spec.maxTokens;
  if (spec.reasoningEffort !== undefined) parameters.reasoningEffort = spec.reasoningEffort;
  if (spec.seed !== undefined) parameters.seed = spec.seed;
  return parameters;
}
