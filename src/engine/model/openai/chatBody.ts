import type OpenAI from 'openai';
import type { ChatRequest } from '../chatModel';
import { maxTokensField, refusedParameters } from './capabilities';
import type { Endpoint } from './endpoint';

export type ChatBody = OpenAI.Chat.Completions.ChatCompletionCreateParamsNonStreaming;

/**
 * The body of a chat completion. Only parameters that were written are in it, less those that the model is known to
 * refuse. A written `seed` moves on with the draw: a server that honours it would else repeat its first answer.
 */
export function chatBody(endpoint: Endpoint, model: string, request: ChatRequest): ChatBody {
  const { temperature, topP, maxTokens, reasoningEffort, seed } = withoutRefused(endpoint, model, request);
  return {
    model,
    messages: request.messages.map(({ role, content }) => ({ role, content })),
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { top_p: topP }),
    ...(maxTokens !== undefined && { [maxTokensField(endpoint)]: maxTokens }),
    // Servers have levels of their own (`none`, `xhigh`, …), so any word is passed on.
    ...(reasoningEffort !== undefined && {
      reasoning_effort: reasoningEffort as ChatBody['reasoning_effort'],
    }),
    ...(seed !== undefined && { seed: seed + request.draw }),
  };
}

function withoutRefused(
  endpoint: Endpoint,
  model: string,
  { parameters }: ChatRequest,
): ChatRequest['parameters'] {
  const kept = { ...parameters };
  for (const name of refusedParameters(endpoint, model, parameters)) delete kept[name];
  return kept;
}
