import { RedlineError, type ErrorPlace } from '../../errors';
import { OPENAI_ORIGIN } from '../keyProvider';
import { isLoopback } from './loopback';

/** A server that speaks OpenAI's chat completions, as its `baseUrl` names it. */
export interface Endpoint {
  /** Without query and trailing slash. */
  baseUrl: string;
  /** The query of the base URL (Azure's `api-version`), sent with every request. */
  query: Record<string, string>;
  origin: string;
  /** Host and port, for messages. */
  host: string;
  port: string;
  path: string;
  loopback: boolean;
  /** OpenAI itself, or OpenAI's models on Azure: both follow OpenAI's newest parameter names. */
  openai: boolean;
}

/**
 * Reads a `baseUrl` (default: OpenAI's own).
 *
 * @throws RedlineError of kind `input` when it isn't an http(s) URL or carries a user name or password.
 */
export function readEndpoint(baseUrl: string | undefined, place: ErrorPlace = {}): Endpoint {
  const address = baseUrl ?? `${OPENAI_ORIGIN}/v1`;
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new RedlineError(
      'input',
      `The model's \`baseUrl\` is not an http or https address.`,
      place,
      'Write the whole address, such as http://localhost:11434/v1.',
    );
  }
  if (url.username || url.password) {
    throw new RedlineError(
      'input',
      `The model's \`baseUrl\` holds a user name or password.`,
      place,
      'Take it out of the address, and set the key with the command "Redline: Set API Key".',
    );
  }
  const path = url.pathname.replace(/\/+$/, '');
  return {
    baseUrl: `${url.origin}${path}`,
    query: Object.fromEntries(url.searchParams),
    origin: url.origin,
    host: url.host,
    port: url.port || (url.protocol === 'https:' ? '443' : '80'),
    path,
    loopback: isLoopback(url.hostname),
    openai: url.origin === OPENAI_ORIGIN || url.hostname.endsWith('.openai.azure.com'),
  };
}
