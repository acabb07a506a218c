import { createServer, type Server } from 'node:http';
import { existsSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { root } from '../../../scripts/setup/paths.mjs';
import { panelHtml } from '../../../src/editor/panel/panelHtml';
import type { FromPanel, PanelState } from '../../../src/panel/protocol';
import themes from './themes.json' with { type: 'json' };

export type ThemeName = keyof typeof themes;
export const themeNames = Object.keys(themes) as ThemeName[];

/** The class that VS Code gives the body of a webview. */
const bodyClasses: Record<ThemeName, string> = {
  dark: 'vscode-dark',
  light: 'vscode-light',
  highContrast: 'vscode-high-contrast',
  highContrastLight: 'vscode-high-contrast vscode-high-contrast-light',
};

/** What VS Code adds to the theme's colours in a webview. */
const fonts = {
  '--vscode-font-family': 'system-ui, "Ubuntu", "Droid Sans", sans-serif',
  '--vscode-font-size': '13px',
  '--vscode-font-weight': 'normal',
  '--vscode-editor-font-family': '"Droid Sans Mono", monospace',
};

const contentTypes: Record<string, string> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.ttf': 'font/ttf',
};

/** Serves the built panel as the extension does: the same page, under the same content security policy. */
export async function servePanel(): Promise<{ origin: string; close(): Promise<void> }> {
  const dist = path.join(root, 'dist');
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const file = path.join(dist, path.basename(pathname));
    if (pathname === '/') {
      response.setHeader('content-type', 'text/html').end(page(`http://${request.headers.host ?? ''}`));
    } else if (existsSync(file)) {
      response
        .setHeader('content-type', contentTypes[path.extname(file)] ?? 'text/plain')
        .end(readFileSync(file));
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, close: () => close(server) };
}

function page(origin: string): string {
  return panelHtml(
    { script: '/panel.js', styles: ['/codicon.css', '/panel.css'] },
    origin,
    'nonce-of-the-test',
  );
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

export interface PanelPageOptions {
  origin: string;
  theme?: ThemeName;
  width?: number;
  height?: number;
  /** What the view kept from before it was hidden. */
  saved?: unknown;
  reducedMotion?: boolean;
}

/** The panel in a browser, with VS Code's side of it played by the test. */
export class PanelPage {
  /** Everything the browser complained of: script errors and what the security policy stopped. */
  readonly complaints: string[] = [];

  private constructor(readonly page: Page) {
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
  }

  /** Opens the panel and waits until it says that it is ready. */
  static async open(browser: Browser, options: PanelPageOptions): Promise<PanelPage> {
    const { origin, theme = 'dark', width = 320, height = 900, saved, reducedMotion = false } = options;
    const page = await browser.newPage({
      viewport: { width, height },
      reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
    });
    page.setDefaultTimeout(10_000);
    const panel = new PanelPage(page);
    await page.addInitScript(playHost, {
      saved,
      variables: { ...themes[theme], ...fonts },
      bodyClass: bodyClasses[theme],
    });
    await page.goto(origin);
    await page.waitForFunction(() => (globalThis as unknown as HostWindow).sent.length > 0);
    return panel;
  }

  /** Posts a state as the extension does and waits until it is drawn. */
  async show(state: PanelState): Promise<void> {
    await this.page.evaluate((shown) => {
      window.postMessage({ type: 'state', state: shown }, '*');
      return new Promise<void>((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
      });
    }, state);
    await this.page.locator('main').waitFor();
  }

  /** The messages that the panel has posted, `ready` first. */
  sent(): Promise<FromPanel[]> {
    return this.page.evaluate(() => (globalThis as unknown as HostWindow).sent);
  }

  /** The newest message that the panel has posted. */
  async lastSent(): Promise<FromPanel | undefined> {
    return (await this.sent()).at(-1);
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name });
  }

  /** All the words that a person sees. */
  text(): Promise<string> {
    return this.page.locator('main').innerText();
  }

  /** What the panel keeps with its view. */
  kept(): Promise<unknown> {
    return this.page.evaluate(() => (globalThis as unknown as HostWindow).kept);
  }

  close(): Promise<void> {
    return this.page.close();
  }
}

interface HostWindow {
  sent: FromPanel[];
  kept: unknown;
}

interface HostPart {
  saved: unknown;
  variables: Record<string, string>;
  bodyClass: string;
}

/** Runs in the page before the panel's script: plays what VS Code puts into a webview. */
function playHost({ saved, variables, bodyClass }: HostPart): void {
  const host = globalThis as unknown as HostWindow & { acquireVsCodeApi(): unknown };
  host.sent = [];
  host.kept = saved;
  host.acquireVsCodeApi = () => ({
    postMessage: (message: FromPanel) => host.sent.push(message),
    getState: () => host.kept,
    setState: (state: unknown) => {
      host.kept = state;
    },
  });
  document.addEventListener('DOMContentLoaded', () => {
    const { style } = document.documentElement;
    for (const [name, value] of Object.entries(variables)) style.setProperty(name, value);
    style.setProperty('background', variables['--vscode-sideBar-background'] ?? '');
    document.body.className = bodyClass;
    document.body.style.margin = '0';
  });
}
