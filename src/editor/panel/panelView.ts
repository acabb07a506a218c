import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { messageOf } from '../../engine/errors';
import type { PanelState, ToPanel } from '../../panel/protocol';
import { panelHtml } from './panelHtml';
import { perform, readMessage, type PanelServices } from './panelMessages';

const viewId = 'redline.panel';
/** Progress may come many times a second; the panel needs no more than this, in milliseconds between two states. */
const shortestPause = 60;

/** The side panel as the rest of the editor's side sees it. */
export interface PanelView extends vscode.Disposable {
  /** Shows a new state, now or when the panel is next seen. */
  update(state: PanelState): void;
}

/**
 * Registers the side panel's view.
 *
 * @param services what the panel can ask for
 * @param log gets one line for every message that is ignored and every service that fails
 */
export function registerPanel(
  context: vscode.ExtensionContext,
  services: PanelServices,
  log: Pick<vscode.LogOutputChannel, 'warn' | 'error'>,
): PanelView {
  const panel = new Panel(context.extensionUri, services, log);
  context.subscriptions.push(panel);
  return panel;
}

class Panel implements PanelView, vscode.WebviewViewProvider {
  readonly #registration = vscode.window.registerWebviewViewProvider(viewId, this);
  readonly #extension: vscode.Uri;
  readonly #services: PanelServices;
  readonly #log: Pick<vscode.LogOutputChannel, 'warn' | 'error'>;
  #view: vscode.WebviewView | null = null;
  #state: PanelState | null = null;
  #pause: NodeJS.Timeout | null = null;

  constructor(
    extension: vscode.Uri,
    services: PanelServices,
    log: Pick<vscode.LogOutputChannel, 'warn' | 'error'>,
  ) {
    this.#extension = extension;
    this.#services = services;
    this.#log = log;
  }

  update(state: PanelState): void {
    this.#state = state;
    this.#pause ??= setTimeout(() => {
      this.#pause = null;
      this.#post();
    }, shortestPause);
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.#view = view;
    view.onDidDispose(() => {
      this.#view = null;
    });
    const dist = vscode.Uri.joinPath(this.#extension, 'dist');
    const { webview } = view;
    webview.options = { enableScripts: true, enableForms: false, localResourceRoots: [dist] };
    webview.onDidReceiveMessage((message: unknown) => this.#receive(message));
    const address = (file: string): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(dist, file)).toString();
    webview.html = panelHtml(
      { script: address('panel.js'), styles: [address('codicon.css'), address('panel.css')] },
      webview.cspSource,
      randomBytes(16).toString('base64url'),
    );
  }

  dispose(): void {
    if (this.#pause !== null) clearTimeout(this.#pause);
    this.#registration.dispose();
  }

  /** The page says that it is ready each time it is shown anew: a hidden view keeps nothing. */
  #post(): void {
    if (this.#state === null || this.#view === null) return;
    const message: ToPanel = { type: 'state', state: this.#state };
    void this.#view.webview.postMessage(message);
  }

  async #receive(received: unknown): Promise<void> {
    const message = readMessage(received, this.#state);
    if (typeof message === 'string') {
      this.#log.warn(message);
      return;
    }
    if (message.type === 'ready') {
      this.#post();
      return;
    }
    try {
      await perform(message, this.#services);
    } catch (error) {
      this.#log.error(`The panel's "${message.type}" failed: ${messageOf(error)}`);
    }
  }
}
