import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { CancellationTokenSource, LSPErrorCodes } from 'vscode-languageserver/node';
import { pinnedNode } from '../../../scripts/setup/paths.mjs';
import { evaluateRequest, methodsRequest, optimizeRequest } from '../../../src/server/protocol';
import { startModelServer, type ModelServer, type ModelServerOptions } from '../../support/modelServer';
import { SAMPLE_PROMPT, type SampleTask } from '../../support/sampleTask';
import { makeServerTask, taskOn } from '../cli/serverTask';
import { EngineServer } from './engineServer';
import { serverBundle } from './serverBundle';

let server: EngineServer;
let models: ModelServer;
let task: SampleTask;
afterEach(async () => {
  await server?.end();
  await models?.close();
  await task?.remove();
});

async function start(options: ModelServerOptions): Promise<{ promptPath: string; text: string }> {
  models = await startModelServer(options);
  task = await taskOn(models, { rows: 60 });
  server = await EngineServer.start();
  return { promptPath: task.promptPath, text: SAMPLE_PROMPT };
}

describe('cancelling', () => {
  it.each([
    ['an evaluation', evaluateRequest],
    ['an optimization', optimizeRequest],
  ])('ends %s at once, lets go of its calls, and later requests work', async (_, definition) => {
    let silent = true;
    const prompt = await start({ rule: () => (silent ? { kind: 'silent' } : undefined) });
    const cancellation = new CancellationTokenSource();
    // Nobody ever answers these calls, so that only the cancellation can end the request.
    const running = server.request<never, unknown>(
      definition as never,
      { ...prompt, operation: 'stopped' } as never,
      cancellation.token,
    );
    const refused = server.refusal(running);
    await models.whenInFlight(2);
    cancellation.cancel();
    const error = await refused;
    expect(error.code).toBe(LSPErrorCodes.RequestCancelled);
    expect(error.data?.kind).toBe('cancelled');
    await models.whenIdle();
    expect(models.requests.every(({ abandoned }) => abandoned)).toBe(true);

    silent = false;
    const { evaluation } = await server.request(evaluateRequest, { ...prompt, operation: 'after' });
    expect(evaluation.complete).toBe(true);
  });

  it('keeps what was answered before: only the rest is asked again', async () => {
    const prompt = await start({
      respond: () => 'billing',
      rule: ({ index }) => (index >= 10 && index < 40 ? { kind: 'silent' } : undefined),
    });
    const cancellation = new CancellationTokenSource();
    const params = { ...prompt, operation: 'half' };
    const refused = server.refusal(server.request(evaluateRequest, params, cancellation.token));
    // Half of the progress is thinned out; the calls that hang say that the first ten were answered.
    await models.whenInFlight(8);
    await server.until(() => server.progress.some(({ done }) => done >= 1), 'progress');
    cancellation.cancel();
    await refused;
    await models.whenIdle();
    const before = models.requests.length;
    const answered = models.requests.filter(({ abandoned }) => !abandoned).length;
    expect(answered).toBeGreaterThan(0);
    for (let index = before; index < 40; index += 1) models.enqueue();
    const rest = new Set(models.requests.map(({ messages }) => JSON.stringify(messages)));
    expect(rest.size).toBe(before);
  });
});
