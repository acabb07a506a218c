import * as vscode from 'vscode';
import type { ExampleResult } from '../../engine/evaluate/evaluation';

const SCHEME = 'redline-example';

/** Shows expected against actual of one example, as two read-only documents side by side. */
export class ExampleDocuments implements vscode.TextDocumentContentProvider {
  private readonly texts = new Map<string, string>();

  register(): vscode.Disposable {
    return vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? '';
  }

  async open(title: string, result: ExampleResult): Promise<void> {
    const expected = this.keep(`${title}/row-${result.row}/expected`, asText(result.target));
    const actual = this.keep(`${title}/row-${result.row}/actual`, result.output ?? `No answer. ${result.error ?? ''}`);
    await vscode.commands.executeCommand('vscode.diff', expected, actual, `Row ${result.row}: expected ↔ answered`);
  }

  private keep(path: string, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${path}` });
    this.texts.set(uri.toString(), `${text}\n`);
    return uri;
  }
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
