import * as vscode from 'vscode';
import type { CostEstimate, MethodDescription } from '../server/protocol';

/** What a person chose for a run; `undefined` leaves it to the task file. */
export interface OptimizeChoice {
  method?: string;
  budgetCalls?: number;
  seed?: number;
}

interface Services {
  methods(): Promise<MethodDescription[]>;
  estimate(choice: OptimizeChoice): Promise<CostEstimate>;
}

type Row = vscode.QuickPickItem & { act: 'start' | 'method' | 'budget' | 'seed' | 'none' };

/**
 * Asks how to run: one list that states the cost first, with Start on top and what can be changed below it.
 *
 * @returns the choice, or `undefined` when the person went away.
 */
export async function pickOptimize(
  title: string,
  remembered: OptimizeChoice,
  services: Services,
): Promise<OptimizeChoice | undefined> {
  let choice = remembered;
  for (;;) {
    const estimated = await estimateOrWhy(choice, services);
    const picked = await vscode.window.showQuickPick(rowsFor(choice, estimated), {
      title,
      placeHolder: 'Start, or change how it runs',
      ignoreFocusOut: true,
    });
    if (!picked) return undefined;
    if (picked.act === 'start' && 'estimate' in estimated) return choice;
    if (picked.act === 'method') choice = { ...choice, ...(await pickMethod(services)) };
    if (picked.act === 'budget')
      choice = {
        ...choice,
        ...(await askNumber('budgetCalls', 'Most calls of the whole run', 1, choice.budgetCalls)),
      };
    if (picked.act === 'seed')
      choice = { ...choice, ...(await askNumber('seed', 'Random seed', 0, choice.seed)) };
  }
}

type Estimated = { estimate: CostEstimate } | { problem: string };

async function estimateOrWhy(choice: OptimizeChoice, services: Services): Promise<Estimated> {
  try {
    return { estimate: await services.estimate(choice) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function rowsFor(choice: OptimizeChoice, estimated: Estimated): Row[] {
  const changes: Row[] = [
    { act: 'method', label: '$(settings) Method', description: choice.method ?? 'as the task says' },
    {
      act: 'budget',
      label: '$(dashboard) Budget',
      description: choice.budgetCalls ? `${choice.budgetCalls} calls` : 'as the task says',
    },
    {
      act: 'seed',
      label: '$(symbol-number) Seed',
      description: choice.seed === undefined ? 'as the task says' : String(choice.seed),
    },
  ];
  if ('problem' in estimated) {
    return [
      { act: 'start', label: '$(error) Cannot start like this', detail: estimated.problem, alwaysShow: true },
      ...changes,
    ];
  }
  const { estimate } = estimated;
  return [
    {
      act: 'start',
      label: `$(play) Start ${estimate.method}`,
      description: estimate.model,
      detail: costText(estimate),
      alwaysShow: true,
    },
    { act: 'none', label: '$(info) What it can show', description: powerText(estimate) },
    { ...changes[0]!, description: choice.method ?? `${estimate.method}, as the task says` },
    {
      ...changes[1]!,
      description: choice.budgetCalls
        ? `${choice.budgetCalls} calls`
        : `${estimate.budgetCalls} calls, as the task says`,
    },
    changes[2]!,
  ];
}

function costText(estimate: CostEstimate): string {
  const calls = estimate.searchCalls + estimate.finalCalls + estimate.effectCalls + estimate.optimizerCalls;
  const money =
    estimate.usd === null
      ? 'Price unknown'
      : estimate.usd === 0
        ? 'Costs nothing'
        : `At most $${estimate.usd.toFixed(2)}`;
  return `At most ${calls} calls: search ${estimate.searchCalls}, critiques ${estimate.optimizerCalls}, scores ${estimate.finalCalls}, effects ${estimate.effectCalls}. ${money}.`;
}

function powerText(estimate: CostEstimate): string {
  const judged = estimate.examples.test || estimate.examples.validation;
  const part = estimate.examples.test ? 'test' : 'validation';
  const gain = estimate.smallestDetectableGain;
  if (gain === null) return `${judged} ${part} examples are too few to prove a gain`;
  return `${judged} ${part} examples can prove a gain of ${Math.ceil(gain * 100)} points or more`;
}

async function pickMethod(services: Services): Promise<OptimizeChoice> {
  const methods = await services.methods();
  const picked = await vscode.window.showQuickPick(
    methods.map(({ name, title, description }) => ({
      label: title,
      description: name,
      detail: description,
      name,
    })),
    { title: 'Method', ignoreFocusOut: true, matchOnDetail: true },
  );
  return picked ? { method: picked.name } : {};
}

async function askNumber(
  name: 'budgetCalls' | 'seed',
  title: string,
  least: number,
  value: number | undefined,
): Promise<OptimizeChoice> {
  const written = await vscode.window.showInputBox({
    title,
    value: value === undefined ? '' : String(value),
    prompt: 'Empty: as the task says.',
    ignoreFocusOut: true,
    validateInput: (text) =>
      text === '' || (/^\d+$/.test(text) && Number(text) >= least)
        ? undefined
        : `Give a whole number from ${least}.`,
  });
  if (written === undefined) return {};
  return { [name]: written === '' ? undefined : Number(written) };
}
