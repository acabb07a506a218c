import { chromium, type Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { findBrowser } from '../../../scripts/setup/browser.mjs';
import { PanelPage, servePanel, type PanelPageOptions } from './panelPage';

let browser: Browser;
let server: Awaited<ReturnType<typeof servePanel>>;
let panel: PanelPage;

/** Gives a test file a browser; each test opens the panel once, and fails where the browser complains of anything. */
export function usePanel(): void {
  beforeAll(async () => {
    server = await servePanel();
    const asRoot = process.getuid?.() === 0;
    browser = await chromium.launch({
      executablePath: findBrowser(),
      args: ['--disable-gpu', ...(asRoot ? ['--no-sandbox'] : [])],
    });
  });
  afterEach(async () => {
    const { complaints } = panel;
    await panel.close();
    expect(complaints).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });
}

/** Opens the panel; it is ready and has been shown no state yet. */
export async function open(options: Partial<PanelPageOptions> = {}): Promise<PanelPage> {
  panel = await PanelPage.open(browser, { origin: server.origin, ...options });
  return panel;
}
