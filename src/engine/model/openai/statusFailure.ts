import { ProviderError, TransientError, type Billing, type ProviderErrorDetails } from '../providerError';
import { BASE_URL_MEND, keyMend, type CallContext } from './callContext';
import { retryAfterMs } from './retryAfter';
import { quoteServer } from './scrub';

/** What a response with a bad status says. */
export interface StatusReport {
  status: number;
  /** The server's own words, unscrubbed. */
  message: string;
  /** True when the body was an OpenAI-style error, so that the path exists. */
  structured: boolean;
  /** OpenAI's error code, such as `insufficient_quota`. */
  code: string;
  /** The parameter at fault, where the server names it. */
  param: string;
  headers: Headers;
}

/** A gateway that lost patience: the model behind it may have answered, and charged. */
const GATEWAY_STATUSES = [408, 502, 504, 524];

/** A response with a bad status as an error that says what to do. */
export function statusFailure(report: StatusReport, context: CallContext, now = Date.now()): ProviderError {
  const { status } = report;
  const { model, endpoint, key, place } = context;
  const words = quoteServer(report.message, key);
  const said = words ? ` It says: "${words}"` : '';
  const details = (mend: string, billing: Billing = 'nothing'): ProviderErrorDetails => ({
    place,
    mend,
    status,
    billing,
  });

  if (status >= 300 && status < 400) {
    const target = quoteServer(report.headers.get('location') ?? 'another address', key);
    return new ProviderError(
      `${endpoint.origin} redirects to ${target} (${status}).`,
      details(
        'Redline does not follow, since prompts would go to a server you did not name. Write the new address as `baseUrl`.',
      ),
    );
  }
  if (status === 401 || status === 403) {
    const what = key ? `refused the API key` : 'wants an API key, and there is none';
    return new ProviderError(`${endpoint.origin} ${what} (${status}).${said}`, details(keyMend(context)));
  }
  if (status === 404) return notFound(report, context, said, details);
  if (status === 402 || report.code === 'insufficient_quota') {
    return new ProviderError(
      `The account at ${endpoint.origin} has no credit left (${status}).${said}`,
      details('Add credit with the provider, or choose another model.'),
    );
  }
  if (status === 429) {
    return new TransientError(
      `${endpoint.origin} takes no more requests just now (429).${said}`,
      details('Lower `concurrency` of the model, or wait a while.'),
      retryAfterMs(report.headers, now),
    );
  }
  if (status === 408 || status === 409 || status >= 500) {
    return new TransientError(
      `${endpoint.origin} failed to answer (${status}).${said}`,
      details(
        "Try again; if it stays so, look at the server's log or status page.",
        GATEWAY_STATUSES.includes(status) ? 'unknown' : 'nothing',
      ),
      retryAfterMs(report.headers, now),
    );
  }
  return new ProviderError(
    `${endpoint.origin} refused the request to model "${model}" (${status}).${said}`,
    details(requestMend(report)),
  );
}

function notFound(
  report: StatusReport,
  { model, endpoint }: CallContext,
  said: string,
  details: (mend: string) => ProviderErrorDetails,
): ProviderError {
  return report.structured
    ? new ProviderError(
        `${endpoint.origin} knows no model "${model}" (404).${said}`,
        details(
          endpoint.loopback
            ? 'Correct `name`, or load the model into the server first.'
            : 'Correct `name` of the model.',
        ),
      )
    : new ProviderError(
        `${endpoint.baseUrl} offers no chat completions (404).${said}`,
        details(BASE_URL_MEND),
      );
}

function requestMend({ param, message, code }: StatusReport): string {
  if (
    code === 'context_length_exceeded' ||
    /context (length|window|size)|too (long|many tokens)/i.test(message)
  ) {
    return 'Shorten the prompt or its inputs, or choose a model that reads more.';
  }
  if (/^[\w.]{1,40}$/.test(param)) return `Change or remove \`${param}\` of the model.`;
  return "Correct the model's parameters as the server asks.";
}
