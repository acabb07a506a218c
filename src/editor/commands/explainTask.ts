import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { promptStem } from '../../engine/task/taskPaths';

/** Says what a task is and offers an empty one, filled in as far as the prompt's name allows. */
export async function explainTask(uri?: vscode.Uri): Promise<void> {
  const prompt = uri ?? vscode.window.activeTextEditor?.document.uri;
  if (prompt?.scheme !== 'file') {
    void vscode.window.showInformationMessage(
      'A task says what a good answer to a prompt is: a dataset, a metric, a model. Save the prompt to a file first; its task stands beside it.',
    );
    return;
  }
  const promptPath = prompt.fsPath;
  const name = `${promptStem(promptPath)}.task.yaml`;
  const chosen = await vscode.window.showInformationMessage(
    `A task says what a good answer to ${basename(promptPath)} is: a dataset, a metric, a model. It stands in ${name} beside the prompt.`,
    'New Task File',
  );
  if (!chosen) return;
  const file = vscode.Uri.file(join(dirname(promptPath), name));
  // One that is there already, but of which Redline can make nothing, is opened as it is.
  const document = await vscode.workspace.openTextDocument(
    existsSync(file.fsPath) ? file : file.with({ scheme: 'untitled' }),
  );
  const editor = await vscode.window.showTextDocument(document);
  if (document.getText() === '') {
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), taskSkeleton(basename(promptPath))));
  }
}

function taskSkeleton(prompt: string): string {
  return `prompt: ${prompt}
dataset: examples.csv            # one row per example; csv, tsv, jsonl, json or yaml beside this file
# input: { variable: column }    # only where a column has another name than the template variable
target: label                    # the column with the right answer
metric: exact-match              # or f1, contains, regex, json-match
model: { provider: openai, name: gpt-5-mini }
# optimizer: { method: protegi, model: { provider: openai, name: gpt-5 }, budget: { calls: 600 } }
`;
}
