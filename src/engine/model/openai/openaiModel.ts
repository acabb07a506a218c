import OpenAI from 'openai';
import { RedlineError, type ErrorPlace } from '../../errors';
import type { ChatAnswer, ChatModel, ChatRequest } from '../chatModel';
import { DeadlineError, withDeadline } from '../deadline';
import type { KeyProvider } from '../keyProvider';
import { modelLabel } from '../modelLabel';
import type { ModelSpec } from '../modelSpec';
import { priceOf } from '../price';
import { ProviderError } from '../providerError';
import { keyMend, type CallContext } from './callContext';
import { refusedParameters } from './capabilities';
import { chatBody } from './chatBody';
import { connectionFailure, lateFailure } from './connectionFailure';
import { readEndpoint, type Endpoint } from './endpoint';
import { createOpenaiClient } from './openaiClient';
import { BodyTooLargeError, readBody } from './readBody';
import { readChatAnswer } from './readChatAnswer';
import { statusFailure, type StatusReport } from './statusFailure';

/** Time for connecting and the whole answer. Long enough for a reasoning model, short enough that nothing hangs. */
export const DEFAULT_TIMEOUT_MS = 120_000;

/** Far more than any chat answer. */
const LARGEST_BODY = 32 * 1024 * 1024;

export interface OpenaiModelOptions {
  keys: KeyProvider;
  /** Milliseconds for connecting and the whole answer; 120 000 when left out. */
  timeoutMs?: number;
  /** The file that names the model, for error messages. */
  file?: string;
  /** Told once for each parameter that the model refuses and that is therefore not sent. */
  onWarning?: (message: string) => void;
  /** For telling whose localhost it is; the process's own when left out. */
  environment?: Record<string, string | undefined>;
}

/**
 * A model on any server that speaks OpenAI's chat completions. `complete` rejects with a ProviderError, a
 * TransientError where asking again may help, or a RedlineError of kind `cancelled`.
 *
 * @throws RedlineError of kind `input` when `baseUrl` is no address.
 */
export function createOpenaiModel(spec: ModelSpec, options: OpenaiModelOptions): ChatModel {
  const place: ErrorPlace = options.file ? { file: options.file } : {};
  const endpoint = readEndpoint(spec.baseUrl, place);
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const price = priceOf(spec);
  const warn = warnOnce(options.onWarning);
  const clientFor = rememberLast((key: string | undefined) => createOpenaiClient(endpoint, key, timeoutMs));

  return {
    identity: {
      provider: 'openai',
      origin: endpoint.origin,
      name: spec.name,
      ...fingerprintOf(endpoint),
    },
    label: modelLabel(spec),
    ...(price && { price }),
    async complete(request, signal) {
      const context: CallContext = {
        model: spec.name,
        endpoint,
        key: undefined,
        place,
        timeoutMs,
        environment: options.environment ?? process.env,
      };
      const key = readKey(options.keys, context);
      for (const name of refusedParameters(endpoint, spec.name, request.parameters)) {
        warn(`${spec.name} refuses the parameter ${name}, so it is not sent.`);
      }
      return callServer(clientFor(key), request, { ...context, key }, signal);
    },
  };
}

async function callServer(
  client: OpenAI,
  request: ChatRequest,
  context: CallContext,
  signal: AbortSignal | undefined,
): Promise<ChatAnswer> {
  const body = chatBody(context.endpoint, context.model, request);
  const ask = async (within: AbortSignal) => {
    const response = await client.chat.completions.create(body, { signal: within }).asResponse();
    return { text: await readBody(response, LARGEST_BODY), type: response.headers.get('content-type') ?? '' };
  };
  const reply = await withDeadline(context.timeoutMs, signal, ask).catch((error: unknown) => {
    throw failureOf(error, context);
  });
  return readChatAnswer(reply.text, reply.type, context);
}

/** The package's errors hold headers and bodies as they came, so they are translated and never passed on as causes. */
function failureOf(error: unknown, context: CallContext): RedlineError {
  if (error instanceof RedlineError) return error;
  if (error instanceof DeadlineError || error instanceof OpenAI.APIConnectionTimeoutError)
    return lateFailure(context);
  if (error instanceof BodyTooLargeError) {
    return new ProviderError(`${context.endpoint.origin} sent a body too large for an answer.`, {
      place: context.place,
      mend: 'Check `baseUrl`, or write a smaller `maxTokens`.',
    });
  }
  if (error instanceof OpenAI.APIError && error.status !== undefined) {
    return statusFailure(reportOf(error as BadStatus), context);
  }
  return connectionFailure(error, context);
}

type BadStatus = InstanceType<typeof OpenAI.APIError> & { status: number };

function reportOf({ status, message, error: body, code, param, headers }: BadStatus): StatusReport {
  return {
    status,
    // The package puts the status before the server's words.
    message: message.replace(/^\d+ (status code \(no body\))?/, ''),
    structured: body !== undefined && body !== null,
    code: code ?? '',
    param: param ?? '',
    headers: headers ?? new Headers(),
  };
}

/** @throws ProviderError when OpenAI itself is to be asked and there is no key, or a key that no header can carry. */
function readKey(keys: KeyProvider, context: CallContext): string | undefined {
  const { endpoint, place } = context;
  const key = keys(endpoint.origin)?.trim() || undefined;
  if (!key && endpoint.openai) {
    throw new ProviderError(`There is no API key for ${endpoint.origin}.`, {
      place,
      mend: keyMend(context),
      billing: 'unsent',
    });
  }
  if (key && !/^[\x21-\x7e]+$/.test(key)) {
    throw new ProviderError(
      `The API key for ${endpoint.origin} holds spaces or characters that no key has.`,
      {
        place,
        mend: keyMend(context),
        billing: 'unsent',
      },
    );
  }
  return key;
}

/** Two servers may share an origin and differ by path or query; where the path is the usual one, nothing is added. */
function fingerprintOf({ path, query }: Endpoint): { fingerprint?: string } {
  const search = new URLSearchParams(query).toString();
  return path === '/v1' && !search ? {} : { fingerprint: `${path}?${search}` };
}

function warnOnce(report: ((message: string) => void) | undefined): (message: string) => void {
  const said = new Set<string>();
  return (message) => {
    if (said.has(message)) return;
    said.add(message);
    report?.(message);
  };
}

function rememberLast<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  let last: { key: Key; value: Value } | undefined;
  return (key) => {
    if (!last || last.key !== key) last = { key, value: make(key) };
    return last.value;
  };
}
