import {
  ResponseError,
  LSPErrorCodes,
  type CancellationToken,
  type Connection,
} from 'vscode-languageserver/node';
import { z } from 'zod';
import { modelLabel } from '../engine/model/modelLabel';
import { describePrompt } from '../engine/run/describePrompt';
import { METHODS } from '../engine/optimize/methods';
import { estimateRun } from '../engine/run/estimateRun';
import { evaluateTask } from '../engine/run/evaluateTask';
import { measureMore } from '../engine/run/measureMore';
import { openTask } from '../engine/run/openTask';
import { optimizePrompt } from '../engine/run/optimizePrompt';
import type { RunEnvironment } from '../engine/run/runEnvironment';
import type { RunHooks } from '../engine/run/runEvents';
import { setUpRun } from '../engine/run/runSetup';
import { scoreSubset } from '../engine/run/scoreSubset';
import { findTasks } from '../engine/run/workspaceTasks';
import { loadTask } from '../engine/task/loadTask';
import { createProgressSender } from './progressSender';
import {
  describeRequest,
  estimateRequest,
  evaluateRequest,
  exampleInputsRequest,
  measureMoreRequest,
  methodsRequest,
  optimizeRequest,
  overviewRequest,
  progressNotification,
  scoreSubsetRequest,
  type RequestDefinition,
} from './protocol';
import { responseErrorOf } from './responseError';

/** Answers every request of the protocol with the engine. */
export function registerHandlers(connection: Connection, environment: RunEnvironment): void {
  const handle = <Params, Result>(
    definition: RequestDefinition<Params, Result>,
    answer: (params: Params, hooks: RunHooks) => Promise<Result> | Result,
  ) => {
    // A request that comes without parameters gives the token alone.
    connection.onRequest(definition.method, (...given: unknown[]) => {
      const token = given.at(-1) as CancellationToken;
      return answerChecked(connection, definition, given.slice(0, -1)[0], token, answer);
    });
  };

  handle(describeRequest, (params) => describePrompt(params, environment));
  handle(overviewRequest, ({ folders }) => findTasks(folders, environment));
  handle(exampleInputsRequest, async ({ taskFile, exampleId }) => {
    const { examples } = await loadTask(taskFile);
    return examples.find(({ id, part }) => id === exampleId && part !== 'test')?.inputs ?? null;
  });
  handle(methodsRequest, () =>
    METHODS.map(({ name, title, description, needsOptimizerModel }) => ({
      name,
      title,
      description,
      needsOptimizerModel,
    })),
  );
  handle(evaluateRequest, async ({ fresh = false, ...params }, hooks) => {
    const { opened, evaluation, record } = await evaluateTask(params, { ...environment, fresh }, hooks);
    return { taskFile: opened.task.file, evaluation, record };
  });
  handle(estimateRequest, async (params) => {
    const opened = await openTask(params, environment);
    const setup = setUpRun(params, opened);
    const { optimizerSpec } = setup;
    return {
      ...estimateRun(setup, opened),
      model: modelLabel(opened.spec),
      optimizerModel: optimizerSpec ? modelLabel(optimizerSpec) : null,
      seed: setup.seed,
    };
  });
  handle(optimizeRequest, (params, hooks) => optimizePrompt(params, environment, hooks));
  handle(scoreSubsetRequest, (params, hooks) => scoreSubset(params, environment, hooks));
  handle(measureMoreRequest, (params, hooks) => measureMore(params, environment, hooks));
}

/** Validates the parameters, wires cancellation and progress, and words what goes wrong. */
async function answerChecked<Params, Result>(
  connection: Connection,
  definition: RequestDefinition<Params, Result>,
  params: unknown,
  token: CancellationToken,
  answer: (params: Params, hooks: RunHooks) => Promise<Result> | Result,
): Promise<Result | ResponseError<unknown>> {
  const parsed = definition.params.safeParse(params);
  if (!parsed.success) {
    return new ResponseError(
      LSPErrorCodes.RequestFailed,
      `${definition.method}: ${z.prettifyError(parsed.error)}`,
    );
  }
  const abort = new AbortController();
  const listener = token.onCancellationRequested(() => abort.abort());
  if (token.isCancellationRequested) abort.abort();
  const progress = createProgressSender(operationOf(parsed.data), (message) => {
    void connection.sendNotification(progressNotification, message);
  });
  try {
    return await answer(parsed.data, { signal: abort.signal, onProgress: (event) => progress.report(event) });
  } catch (error) {
    return responseErrorOf(error);
  } finally {
    progress.end();
    listener.dispose();
  }
}

function operationOf(params: unknown): string {
  return (params as { operation?: string }).operation ?? '';
}
