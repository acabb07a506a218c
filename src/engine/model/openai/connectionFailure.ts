import { ProviderError, TransientError } from '../providerError';
import type { CallContext } from './callContext';
import { localhostOwner } from './loopback';
import { quoteServer } from './scrub';

/** Codes that mean that no request was sent, let alone paid. */
const NEVER_CONNECTED: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'the name is unknown',
  EAI_AGAIN: 'the name could not be looked up',
  EHOSTUNREACH: 'the machine cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ETIMEDOUT: 'the connection timed out',
  UND_ERR_CONNECT_TIMEOUT: 'the connection timed out',
};

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS|ERR_SSL/;

/** No response, or only part of one, as an error that names the server and what may be wrong with it. */
export function connectionFailure(error: unknown, context: CallContext): ProviderError {
  const { endpoint, place } = context;
  const code = codeOf(error);
  const reason = NEVER_CONNECTED[code];
  if (reason) {
    return new TransientError(
      `No model server answers at ${endpoint.origin}: ${reason} (${code}).${owner(context)}`,
      {
        place,
        mend: unreachableMend(context),
        billing: 'nothing',
      },
    );
  }
  if (CERTIFICATE.test(code)) {
    return new ProviderError(`The certificate of ${endpoint.origin} is not trusted (${code}).`, {
      place,
      mend: 'Add the authority that signed it to the system, or name its file in NODE_EXTRA_CA_CERTS.',
      billing: 'nothing',
    });
  }
  const detail = quoteServer(code || deepest(error), context.key);
  return new TransientError(
    `The connection to ${endpoint.origin} broke before the answer was whole (${detail}).`,
    {
      place,
      mend: "Try again; if it stays so, look at the server's log.",
      billing: 'unknown',
    },
  );
}

/** Connected or not, there was no whole answer in time. */
export function lateFailure(context: CallContext): TransientError {
  const seconds = Math.round(context.timeoutMs / 100) / 10;
  return new TransientError(
    `${context.endpoint.origin} gave no answer within ${seconds} s.${owner(context)}`,
    {
      place: context.place,
      mend: 'Check that the server is not overloaded, lower `concurrency`, or write a smaller `maxTokens`.',
      billing: 'unknown',
    },
  );
}

function owner({ endpoint, environment }: CallContext): string {
  const found = endpoint.loopback ? localhostOwner(endpoint.port, environment) : null;
  return found ? ` ${found.what}` : '';
}

function unreachableMend({ endpoint, environment }: CallContext): string {
  if (!endpoint.loopback) return 'Check `baseUrl` and the network connection.';
  return localhostOwner(endpoint.port, environment)?.mend ?? 'Start the model server, or correct `baseUrl`.';
}

/** The first system code in a chain of causes. */
function codeOf(error: unknown): string {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 8; cause = cause.cause, depth += 1) {
    const { code } = cause as { code?: unknown };
    if (typeof code === 'string' && code) return code;
  }
  return '';
}

function deepest(error: unknown): string {
  let cause = error;
  for (let depth = 0; cause instanceof Error && cause.cause instanceof Error && depth < 8; depth += 1)
    cause = cause.cause;
  return cause instanceof Error ? cause.message : String(cause);
}
