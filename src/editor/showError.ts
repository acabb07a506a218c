import * as vscode from 'vscode';
import type { ErrorData } from '../server/protocol';

/** `data` of a failed request, when the failure is one of the engine's own. */
function errorDataOf(error: unknown): ErrorData | null {
  const data = (error as { data?: unknown } | null)?.data;
  return typeof data === 'object' && data !== null && 'kind' in data ? (data as ErrorData) : null;
}

/** True for a request that was cancelled, by the person or by a newer one. */
export function isCancelled(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === -32800 || code === -32802 || errorDataOf(error)?.kind === 'cancelled';
}

/** What went wrong and what to do about it, in two lines: a list cuts a long one off. */
export function whatAndMend(error: unknown): { what: string; mend?: string } {
  const data = errorDataOf(error);
  if (!data) return { what: error instanceof Error ? error.message : String(error) };
  return { what: data.what, ...(data.mend === undefined ? {} : { mend: data.mend }) };
}

/** Shows what went wrong, with the way to its place and to its mend; a cancelled request is no error. */
export async function showError(error: unknown, log: (message: string) => void): Promise<void> {
  if (isCancelled(error)) {
    vscode.window.setStatusBarMessage('Redline: stopped. Answers already paid for are kept.', 5000);
    return;
  }
  const data = errorDataOf(error);
  const message = error instanceof Error ? error.message : String(error);
  log(message);
  const { what, mend = '' } = whatAndMend(error);
  const actions = [
    ...(/API key/i.test(message) ? ['Set API Key'] : []),
    ...(data?.file ? ['Open File'] : []),
    ...(data ? [] : ['Show Log']),
  ];
  const shown = `Redline: ${what} ${mend}`.trim();
  const chosen = await vscode.window.showErrorMessage(`${shown}${placeText(data)}`, ...actions);
  if (chosen === 'Open File' && data?.file) await openAt(data);
  if (chosen === 'Set API Key') await vscode.commands.executeCommand('redline.setApiKey');
  if (chosen === 'Show Log') await vscode.commands.executeCommand('redline.showLog');
}

/** ` (triage/triage.task.yaml:3:1)` */
function placeText(data: ErrorData | null): string {
  if (!data?.file) return '';
  const place = [vscode.workspace.asRelativePath(data.file), data.line, data.column];
  return ` (${place.filter((part) => part !== undefined).join(':')})`;
}

async function openAt({ file, line = 1, column = 1 }: ErrorData): Promise<void> {
  const position = new vscode.Position(line - 1, column - 1);
  await vscode.window.showTextDocument(vscode.Uri.file(file!), {
    selection: new vscode.Range(position, position),
  });
}
