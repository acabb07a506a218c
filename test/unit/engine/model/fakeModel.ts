import type { ChatAnswer, ChatModel, ChatRequest } from '../../../../src/engine/model/chatModel';

/** A request with one user message. */
export function ask(content: string, parts: Partial<ChatRequest> = {}): ChatRequest {
  return { messages: [{ role: 'user', content }], parameters: {}, draw: 0, ...parts };
}

/** An answer in full. */
export function say(text: string, parts: Partial<ChatAnswer> = {}): ChatAnswer {
  return { text, finish: 'stop', usage: { inputTokens: 5, outputTokens: 2 }, cached: false, ...parts };
}

/** A model in this process that answers as told. */
export function modelThat(complete: ChatModel['complete'], parts: Partial<ChatModel> = {}): ChatModel {
  return { identity: { provider: 'test', origin: '', name: 'fake' }, label: 'fake', complete, ...parts };
}

/** A promise with its handles outside. */
export function deferred<T>(): {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (error: unknown) => void;
} {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

/** What a promise rejects with; fails when it does not. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
    throw new Error(`Rejected with something that is no error: ${String(error)}`, { cause: error });
  }
  throw new Error('Expected a rejection.');
}
