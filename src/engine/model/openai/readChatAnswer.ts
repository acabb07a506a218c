import { z } from 'zod';
import type { ChatAnswer, Finish, Usage } from '../chatModel';
import { ProviderError, TransientError } from '../providerError';
import { BASE_URL_MEND, type CallContext } from './callContext';
import { quoteServer, removeSecret } from './scrub';
import { statusFailure } from './statusFailure';

const count = z.number().int().nonnegative().nullish().catch(null);

const textPart = z.object({ type: z.literal('text'), text: z.string() });
const otherPart = z.object({ type: z.string() }).transform(() => ({ text: '' }));

/** The part of a chat completion that Redline reads. Servers add fields as they like; a missing usage is unknown. */
const completion = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({
          content: z.union([z.string(), z.array(z.union([textPart, otherPart]))]).nullish(),
          refusal: z.string().nullish(),
        }),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: count, completion_tokens: count }).nullish().catch(null),
});

/** Some gateways report an error under status 200. */
const errorBody = z.object({
  error: z.object({ message: z.string(), code: z.union([z.string(), z.number()]).nullish() }),
});

/**
 * Reads the body of a response with a good status.
 *
 * @throws TransientError when it is empty, garbled or lacks an answer; ProviderError when it isn't JSON at all.
 */
export function readChatAnswer(body: string, contentType: string, context: CallContext): ChatAnswer {
  const value = parseBody(body, contentType, context);
  const failed = errorBody.safeParse(value);
  if (failed.success) throw hiddenFailure(failed.data.error, context);
  const parsed = completion.safeParse(value);
  if (!parsed.success) {
    throw garbled(`${context.endpoint.origin} sent JSON without an answer in \`choices\`.`, context);
  }
  const { choices, usage } = parsed.data;
  const { message, finish_reason: reason } = choices[0]!;
  const counted: Usage = {
    inputTokens: usage?.prompt_tokens ?? null,
    outputTokens: usage?.completion_tokens ?? null,
  };
  const finish = finishOf(reason, message.refusal);
  const text = removeSecret(textOf(message.content) || (message.refusal ?? ''), context.key);
  if (finish === 'stop' && text.trim() === '') {
    throw new TransientError(
      `The model "${context.model}" at ${context.endpoint.origin} gave an empty answer.`,
      {
        place: context.place,
        mend: 'Check that it is a chat model; if it reasons first, write a larger `maxTokens`.',
        billing: counted,
      },
    );
  }
  return { text, finish, usage: counted, cached: false };
}

function parseBody(body: string, contentType: string, context: CallContext): unknown {
  if (body.trim() === '') throw garbled(`${context.endpoint.origin} sent an empty body.`, context);
  try {
    return JSON.parse(body) as unknown;
  } catch {
    if (/\bjson\b/i.test(contentType)) {
      throw garbled(
        `${context.endpoint.origin} sent JSON that can't be read (malformed or cut off).`,
        context,
      );
    }
    const type = quoteServer(contentType.split(';')[0] ?? '', context.key) || 'an unnamed type';
    throw new ProviderError(`${context.endpoint.origin} answered with ${type} in place of JSON.`, {
      place: context.place,
      mend: BASE_URL_MEND,
      billing: 'nothing',
    });
  }
}

function garbled(what: string, { place }: CallContext): TransientError {
  return new TransientError(what, {
    place,
    mend: "Try again; if it stays so, the server is not compatible with OpenAI's chat completions.",
    billing: 'unknown',
  });
}

function hiddenFailure(
  { message, code }: { message: string; code?: string | number | null },
  context: CallContext,
): ProviderError {
  const status = Number(code);
  return statusFailure(
    {
      status: Number.isInteger(status) && status >= 400 && status < 600 ? status : 400,
      message,
      structured: true,
      code: String(code ?? ''),
      param: '',
      headers: new Headers(),
    },
    context,
  );
}

function finishOf(reason: string | null | undefined, refusal: string | null | undefined): Finish {
  if (reason === 'content_filter' || refusal) return 'refused';
  // Anything else is a server's own word for having come to an end (`eos`, `end_turn`, none at all).
  return reason === 'length' ? 'length' : 'stop';
}

function textOf(content: string | { text: string }[] | null | undefined): string {
  return typeof content === 'string' ? content : (content ?? []).map(({ text }) => text).join('');
}
