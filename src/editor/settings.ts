import * as vscode from 'vscode';

/** The settings that the editor side reads; the descriptions are in package.json. */
export interface Settings {
  /** Globs of further prompt files. */
  promptFiles: string[];
  budgetCalls: number | undefined;
  budgetUsd: number | undefined;
  lens: boolean;
}

export function readSettings(): Settings {
  const configuration = vscode.workspace.getConfiguration('redline');
  return {
    promptFiles: configuration.get<string[]>('promptFiles', []),
    budgetCalls: configuration.get<number | null>('budget.calls', null) ?? undefined,
    budgetUsd: configuration.get<number | null>('budget.usd', null) ?? undefined,
    lens: configuration.get<boolean>('lens', true),
  };
}
