export type Provider = 'openai' | 'simulated' | 'echo';

/** A model as a task file or the command line names it. What isn't written isn't sent. */
export interface ModelSpec {
  provider: Provider;
  name: string;
  baseUrl?: string;
  concurrency?: number;
  temperature?: number;
  topP?: number;
  maxTokens?: number;
  reasoningEffort?: string;
  seed?: number;
  /** Price in US dollars per million tokens; without it money is unknown (`null`). */
  price?: { input: number; output: number };
  /** `simulated` only: the script that says how it answers, resolved against the task file's folder. */
  script?: string;
}
