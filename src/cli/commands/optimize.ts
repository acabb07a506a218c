import { readFile } from 'node:fs/promises';
import { Option, type Command } from 'commander';
import { METHODS } from '../../engine/optimize/methods';
import { estimateRun } from '../../engine/run/estimateRun';
import { openTask } from '../../engine/run/openTask';
import { optimizePrompt } from '../../engine/run/optimizePrompt';
import { setUpRun, type OptimizeRequest } from '../../engine/run/runSetup';
import { applyFinalPrompt } from '../applyFinalPrompt';
import { EXIT, type ExitCode } from '../exitCode';
import { naming } from '../failure';
import { estimateLine } from '../human/estimateLine';
import { optimizationText } from '../human/optimizationText';
import { readCount, readMoney, readWholeNumber } from '../options/numbers';
import { promptArgument } from '../options/prompt';
import { trustOption, type Trust } from '../options/trust';
import { optimizationDocument } from '../output';
import { createProgressLine } from '../progressLine';
import { createRunEnvironment } from '../runEnvironment';
import type { Session } from '../session';

interface OptimizeOptions {
  task?: string;
  method?: string;
  seed?: number;
  budgetCalls?: number;
  budgetUsd?: number;
  apply?: 'all';
  json?: boolean;
  trust?: Trust;
}

export function defineOptimize(program: Command, session: Session): void {
  program
    .command('optimize')
    .summary('search for edits that make a prompt better, and measure each')
    .description(
      'Searches for edits that make a prompt better, proves them on the test part and measures each.',
    )
    .addArgument(promptArgument())
    .option('--task <file>', "the task file, where it isn't the prompt's own")
    .addOption(
      new Option('--method <name>', 'the optimizer').choices(['auto', ...METHODS.map(({ name }) => name)]),
    )
    .option('--seed <n>', 'seed of every random choice of the run', readWholeNumber)
    .option('--budget-calls <n>', 'most calls that the run may make', readCount)
    .option('--budget-usd <amount>', 'most US dollars that the run may cost', readMoney)
    .addOption(
      new Option('--apply <which>', 'write the final prompt to the file if its gain is proven').choices([
        'all',
      ]),
    )
    .addOption(trustOption())
    .option('--json', 'print one JSON document')
    .action(async (prompt: string, options: OptimizeOptions) =>
      session.end(await naming(prompt, () => optimize(prompt, options, session))),
    );
}

async function optimize(promptPath: string, options: OptimizeOptions, session: Session): Promise<ExitCode> {
  const { terminal, signal } = session;
  const request = requestOf(promptPath, options);
  const environment = createRunEnvironment(session, options.trust);
  const opened = await openTask(request, environment);
  for (const warning of opened.warnings) terminal.note(`redline: ${warning}`);
  terminal.note(estimateLine(estimateRun(setUpRun(request, opened), opened)));
  // What the run starts from: the edits are applied to nothing else.
  const before = await readFile(promptPath);

  const progress = createProgressLine(terminal);
  const run = await optimizePrompt(request, environment, { signal, onProgress: progress.report });
  progress.end();
  if (options.json) terminal.printJson(optimizationDocument(run));
  else terminal.print(optimizationText(run));
  if (options.apply) terminal.note(await applyFinalPrompt(promptPath, before, run));
  return EXIT.done;
}

function requestOf(promptPath: string, options: OptimizeOptions): OptimizeRequest {
  const { task, method, seed, budgetCalls, budgetUsd } = options;
  return {
    promptPath,
    ...(task === undefined ? {} : { taskFile: task }),
    ...(method === undefined ? {} : { method }),
    ...(seed === undefined ? {} : { seed }),
    ...(budgetCalls === undefined ? {} : { budgetCalls }),
    ...(budgetUsd === undefined ? {} : { budgetUsd }),
  };
}
