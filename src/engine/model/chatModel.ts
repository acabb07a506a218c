import type { ChatMessage } from '../prompt/chatMessage';
import type { Price } from './price';

/** Only what was written is sent; `undefined` means the provider's own default. */
export interface ChatParameters {
  temperature?: number;
  topP?: number;
  maxTokens?: number;
  reasoningEffort?: string;
  seed?: number;
}

export interface ChatRequest {
  messages: ChatMessage[];
  parameters: ChatParameters;
  /** Number of a repeated sample when answers are random (0 for the first); part of a call's identity. */
  draw: number;
}

/** Tokens as the provider counted them, `null` where it did not say. */
export interface Usage {
  inputTokens: number | null;
  outputTokens: number | null;
}

export type Finish = 'stop' | 'length' | 'refused';

export interface ChatAnswer {
  text: string;
  finish: Finish;
  usage: Usage;
  /** True when the answer came from the cache and nothing was paid. */
  cached: boolean;
}

/** What makes one model's answers another's: part of the cache key and of every score's key. */
export interface ModelIdentity {
  provider: string;
  /** Scheme, host and port of the server; empty for models that run in-process. */
  origin: string;
  name: string;
  /**
   * What else sets its answers apart, where something does: the path below the origin when it isn't `/v1`,
   * the hash of a simulated model's script and knowledge.
   */
  fingerprint?: string;
}

/**
 * A chat model. `complete` rejects with a `RedlineError` of kind `provider` (or `budget`, `cancelled`);
 * errors that may pass away are `TransientError`s. The signal is honoured at any moment.
 */
export interface ChatModel {
  readonly identity: ModelIdentity;
  /** Name to show; says so where the model is simulated. */
  readonly label: string;
  /** Absent where unknown; 0 for models that run in-process. */
  readonly price?: Price;
  complete(request: ChatRequest, signal?: AbortSignal): Promise<ChatAnswer>;
}
