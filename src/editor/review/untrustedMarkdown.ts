import * as vscode from 'vscode';

/** Markdown with model text in it: no command links, no HTML, no icons. The text must be escaped already. */
export function untrustedMarkdown(value: string): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString(value, false);
  markdown.isTrusted = false;
  markdown.supportHtml = false;
  return markdown;
}
