import type { ChatMessage } from '../prompt/chatMessage';

/** Tokens that a chat template may put around one message (role marker, separators), generously. */
const FRAME_TOKENS = 16;

/**
 * The most tokens that messages can come to. Byte-level and byte-fallback tokenizers, which is what chat models
 * use, never make more than one token of one byte of UTF-8, so bytes are a true upper bound where characters
 * divided by some number are only a guess. English comes to about a quarter of it.
 */
export function maximumInputTokens(messages: readonly ChatMessage[]): number {
  return messages.reduce((sum, { content }) => sum + maximumTokens(content) + FRAME_TOKENS, FRAME_TOKENS);
}

/** The most tokens that a text can come to: its bytes of UTF-8. */
export function maximumTokens(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

/** Tokens of English text by the usual rule of thumb, four characters to a token. For models that have no tokenizer. */
export function roughTokens(text: string): number {
  return Math.ceil(text.length / 4);
}
