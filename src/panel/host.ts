import type { FromPanel } from './protocol';

/** What VS Code gives a webview; it may be acquired once only. */
interface VsCodeApi {
  postMessage(message: FromPanel): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

const api = acquireVsCodeApi();

/** Sends a message to the extension host. */
export function post(message: FromPanel): void {
  api.postMessage(message);
}

/** What `saveState` was last given, also after the view was hidden and made anew; `undefined` at first. */
export function savedState(): unknown {
  return api.getState();
}

/** Keeps a JSON value with the view. */
export function saveState(state: unknown): void {
  api.setState(state);
}
