import type { Role } from './promptFile';

/** One turn of a rendered prompt, as models take it. */
export interface ChatMessage {
  role: Role;
  content: string;
}
