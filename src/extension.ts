import type { ExtensionContext } from 'vscode';
import { activateRedline, type RedlineApi } from './editor/activate';

export function activate(context: ExtensionContext): RedlineApi {
  return activateRedline(context);
}
