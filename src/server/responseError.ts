import { LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import { messageOf, RedlineError, type ErrorKind } from '../engine/errors';
import type { ErrorData } from './protocol';

/** Code of a request that failed for a reason the engine knows and words. */
const KNOWN_FAILURE = LSPErrorCodes.RequestFailed;

/** What the editor is told of a failed request. An unforeseen failure keeps its stack for the log. */
export function responseErrorOf(error: unknown): ResponseError<ErrorData | undefined> {
  if (!(error instanceof RedlineError)) {
    const stack = error instanceof Error ? (error.stack ?? '') : '';
    console.error(stack);
    return new ResponseError(
      LSPErrorCodes.RequestFailed,
      `Something unforeseen happened: ${messageOf(error)}`,
      undefined,
    );
  }
  const { kind, what, place, mend } = error;
  return new ResponseError(codeOf(kind), error.message, {
    kind,
    what,
    ...place,
    ...(mend === undefined ? {} : { mend }),
  });
}

function codeOf(kind: ErrorKind): number {
  return kind === 'cancelled' ? LSPErrorCodes.RequestCancelled : KNOWN_FAILURE;
}
