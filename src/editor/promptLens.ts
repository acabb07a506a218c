import * as vscode from 'vscode';
import type { PromptDescription } from '../server/protocol';
import { isPromptDocument, mayBePrompt } from './promptDocuments';
import { firstWords } from './review/presentation/plainLabel';
import { recordText } from './scoreText';
import { readSettings } from './settings';

/** Characters of a problem that a lens has room for. */
const longestProblem = 80;

/** The lens at the top of a prompt file: evaluate, optimize, last score. */
export class PromptLens implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;

  constructor(private readonly describe: (document: vscode.TextDocument) => Promise<PromptDescription>) {}

  refresh(): void {
    this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    if (!readSettings(document.uri).lens || !mayBePrompt(document)) return [];
    const description = await this.describe(document);
    if (description.taskFile === null && !isPromptDocument(document)) return [];
    const top = new vscode.Range(0, 0, 0, 0);
    return commandsFor(description, document.uri).map((command) => new vscode.CodeLens(top, command));
  }
}

function commandsFor(description: PromptDescription, uri: vscode.Uri): vscode.Command[] {
  if (description.taskFile === null) {
    return [
      {
        title: description.problem ? statusOf(description) : '$(info) Redline: no task yet',
        tooltip: description.problem ?? 'Evaluating needs a task file beside the prompt.',
        command: 'redline.explainTask',
        arguments: [uri],
      },
    ];
  }
  return [
    { title: '$(beaker) Evaluate', command: 'redline.evaluate', arguments: [uri] },
    { title: '$(sparkle) Optimize', command: 'redline.optimize', arguments: [uri] },
    { title: statusOf(description), command: 'redline.showPanel', tooltip: description.problem ?? undefined },
  ].map(({ tooltip, ...command }: vscode.Command) =>
    tooltip === undefined ? command : { ...command, tooltip },
  );
}

function statusOf({ problem, current, last, model }: PromptDescription): string {
  // Lenses don't wrap; the whole problem is in the tooltip and in the panel.
  if (problem) return `$(warning) ${firstWords(problem, longestProblem)}`;
  const shown = current ?? last;
  const score = shown && recordText(shown);
  if (!shown || !score) return 'not evaluated yet';
  return `${score}${current ? '' : ', before your changes'} · ${model ?? shown.model}`;
}
