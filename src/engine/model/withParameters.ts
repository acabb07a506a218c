import type { ChatModel, ChatParameters } from './chatModel';

/** Adds a spec's parameters to every request; what the request itself writes wins. */
export function withParameters(model: ChatModel, parameters: ChatParameters): ChatModel {
  return {
    ...model,
    complete: (request, signal) =>
      model.complete({ ...request, parameters: { ...parameters, ...request.parameters } }, signal),
  };
}
