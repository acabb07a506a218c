import { expect } from 'vitest';
import type { ModelSpec } from '../../../../../src/engine/model/modelSpec';
import {
  createOpenaiModel,
  type OpenaiModelOptions,
} from '../../../../../src/engine/model/openai/openaiModel';
import { ProviderError } from '../../../../../src/engine/model/providerError';
import {
  startModelServer,
  type Behaviour,
  type ModelServer,
  type ModelServerOptions,
} from '../../../../support/modelServer';
import { ask, rejection } from '../fakeModel';

export const KEY = 'sk-loopback-0123456789abcdef';

const open = new Set<ModelServer>();

/** Closes every server that `modelAt` started. */
export async function closeServers(): Promise<void> {
  await Promise.all([...open].map((server) => server.close()));
  open.clear();
}

/** A server that behaves as told, and a model that talks to it. */
export async function modelAt(
  serverOptions: ModelServerOptions,
  spec: Partial<ModelSpec> = {},
  options: Partial<OpenaiModelOptions> = {},
) {
  const server = await startModelServer(serverOptions);
  open.add(server);
  const model = createOpenaiModel(
    { provider: 'openai', name: 'small', baseUrl: server.url, ...spec },
    { keys: () => undefined, environment: {}, file: 'triage.task.yaml', ...options },
  );
  return { server, model };
}

/** The error of a call to a server that behaves so; always one that names the file and a mend. */
export async function failure(behaviour: Behaviour, options: Partial<OpenaiModelOptions> = {}) {
  const { model, server } = await modelAt({ behaviours: [behaviour] }, {}, options);
  const error = await rejection(model.complete(ask('hello')));
  expect(error).toBeInstanceOf(ProviderError);
  const failed = error as ProviderError;
  expect(failed.kind).toBe('provider');
  expect(failed.place.file).toBe('triage.task.yaml');
  expect(failed.mend).toBeTruthy();
  return Object.assign(failed, { server });
}
