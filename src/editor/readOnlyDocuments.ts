import * as vscode from 'vscode';

const SCHEME = 'redline-text';

/** Texts that stand in no file, shown side by side in VS Code's own diff: answers, candidates. */
export class ReadOnlyDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? '';
  }

  async showDiff(
    title: string,
    left: { path: string; text: string },
    right: { path: string; text: string },
  ): Promise<void> {
    await vscode.commands.executeCommand('vscode.diff', this.keep(left), this.keep(right), title);
  }

  dispose(): void {
    this.registration.dispose();
  }

  /** The path's ending decides the language; the same path shows the newest text. */
  private keep({ path, text }: { path: string; text: string }): vscode.Uri {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${path}` });
    this.texts.set(uri.toString(), text);
    return uri;
  }
}
