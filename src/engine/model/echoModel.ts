import { throwIfCancelled } from '../errors';
import type { ChatMessage } from '../prompt/chatMessage';
import type { ChatModel } from './chatModel';
import { modelLabel } from './modelLabel';
import { roughTokens } from './tokens';

/** A model that answers with the rendered prompt, for looking at what a template becomes. Costs nothing. */
export function createEchoModel(name = 'echo'): ChatModel {
  return {
    identity: { provider: 'echo', origin: '', name },
    label: modelLabel({ provider: 'echo', name }),
    price: { input: 0, output: 0 },
    async complete(request, signal) {
      throwIfCancelled(signal);
      const text = renderMessages(request.messages);
      const tokens = roughTokens(text);
      return { text, finish: 'stop', usage: { inputTokens: tokens, outputTokens: tokens }, cached: false };
    },
  };
}

/** One user message as it is; several with their roles above them. */
function renderMessages(messages: readonly ChatMessage[]): string {
  const [first] = messages;
  if (messages.length === 1 && first?.role === 'user') return first.content;
  return messages.map(({ role, content }) => `${role}:\n${content}`).join('\n\n');
}
