import type { ErrorPlace } from '../../errors';
import { OPENAI_ORIGIN } from '../keyProvider';
import type { Endpoint } from './endpoint';

/** What the messages of one call's errors are made of. */
export interface CallContext {
  /** The model's name. */
  model: string;
  endpoint: Endpoint;
  key: string | undefined;
  /** The file that names the model. */
  place: ErrorPlace;
  timeoutMs: number;
  environment: Record<string, string | undefined>;
}

/** How a person sets the key for this server. */
export function keyMend({ endpoint }: CallContext): string {
  return endpoint.origin === OPENAI_ORIGIN
    ? 'Set the key with the command "Redline: Set API Key", or OPENAI_API_KEY on the command line.'
    : `Set the key for ${endpoint.origin} with the command "Redline: Set API Key", or OPENAI_API_KEY on the command line together with \`--trust ${endpoint.origin}\`.`;
}

export const BASE_URL_MEND = 'Check `baseUrl`: it usually ends in /v1.';
