import OpenAI from 'openai';
import type { Endpoint } from './endpoint';

/**
 * A client that sends what we say and nothing else. Retries are ours (and counted); redirects are not followed
 * (prompts go to the server that was named); the package's logging is off (the server process speaks its protocol on
 * stdout); and what the package would pick up from the environment stays out of requests to other servers.
 */
export function createOpenaiClient(endpoint: Endpoint, key: string | undefined, timeoutMs: number): OpenAI {
  return new OpenAI({
    baseURL: endpoint.baseUrl,
    defaultQuery: endpoint.query,
    // The package insists on a key; without one, the header that would carry it is taken out.
    apiKey: key ?? 'none',
    adminAPIKey: null,
    ...(!endpoint.openai && { organization: null, project: null }),
    defaultHeaders: {
      ...(endpoint.openai ? {} : environmentHeaders()),
      ...(key === undefined && { Authorization: null }),
    },
    maxRetries: 0,
    // Ours runs to the end of the body and fires first; this one stops at the headers.
    timeout: timeoutMs + 1000,
    logLevel: 'off',
    fetchOptions: { redirect: 'manual' },
  });
}

/** The names in OPENAI_CUSTOM_HEADERS (they may carry secrets), each set to `null` so that it isn't sent. */
function environmentHeaders(): Record<string, null> {
  const lines = (process.env.OPENAI_CUSTOM_HEADERS ?? '').split('\n').filter((line) => line.includes(':'));
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).trim(), null]));
}
