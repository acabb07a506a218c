import * as vscode from 'vscode';

export interface Notice {
  kind: 'information' | 'warning' | 'error' | 'status';
  text: string;
  actions: string[];
}

/** A choice in a list: the first row whose label fits; `null` goes away without one; `real` leaves it to VS Code. */
export type Pick = RegExp | null | 'real';

/** The lists that have been shown, with their rows as one line each. */
export interface ShownList {
  title: string;
  rows: string[];
}

const names = [
  'showInformationMessage',
  'showWarningMessage',
  'showErrorMessage',
  'setStatusBarMessage',
  'showQuickPick',
  'showInputBox',
] as const;

/**
 * Stands in for the person in front of VS Code: writes down what the extension says, since VS Code shows no test
 * what it shows, and answers as the test has laid out. Messages nobody answers are dismissed.
 */
export class WindowScript {
  readonly notices: Notice[] = [];
  readonly lists: ShownList[] = [];
  /** Answers to the lists that will be shown, in their order. */
  picks: Pick[] = [];
  /** Answers to the boxes that will be shown, in their order. */
  inputs: (string | undefined)[] = [];
  /** The button to press in messages that have it. */
  press: string | undefined;
  readonly #window = vscode.window as unknown as Record<string, unknown>;
  readonly #originals = new Map(names.map((name) => [name, this.#window[name]]));

  constructor() {
    const message = (kind: Notice['kind']) => this.#message(kind);
    this.#window['showInformationMessage'] = message('information');
    this.#window['showWarningMessage'] = message('warning');
    this.#window['showErrorMessage'] = message('error');
    this.#window['setStatusBarMessage'] = (text: string) => {
      this.notices.push({ kind: 'status', text, actions: [] });
      return new vscode.Disposable(() => undefined);
    };
    this.#window['showQuickPick'] = (
      rows: (string | vscode.QuickPickItem)[],
      options: vscode.QuickPickOptions,
    ) => this.#list(rows, options);
    this.#window['showInputBox'] = async (options: vscode.InputBoxOptions) => {
      const written = this.inputs.shift();
      // What VS Code wouldn't let through is as good as never entered.
      return written !== undefined && (await options.validateInput?.(written)) ? undefined : written;
    };
  }

  /** What was said of this kind. */
  texts(kind: Notice['kind']): string[] {
    return this.notices.filter((notice) => notice.kind === kind).map(({ text }) => text);
  }

  restore(): void {
    for (const [name, original] of this.#originals) this.#window[name] = original;
  }

  #message(kind: Notice['kind']) {
    return async (text: string, ...more: unknown[]): Promise<string | undefined> => {
      const actions = more.filter((each): each is string => typeof each === 'string');
      this.notices.push({ kind, text, actions });
      return actions.find((action) => action === this.press);
    };
  }

  async #list(rows: (string | vscode.QuickPickItem)[], options: vscode.QuickPickOptions): Promise<unknown> {
    this.lists.push({ title: options.title ?? '', rows: rows.map(lineOf) });
    const pick = this.picks.shift() ?? null;
    if (pick === 'real') {
      const show = this.#originals.get('showQuickPick') as (...args: unknown[]) => Promise<unknown>;
      return show(rows, options);
    }
    return pick === null ? undefined : rows.find((row) => pick.test(lineOf(row)));
  }
}

function lineOf(row: string | vscode.QuickPickItem): string {
  if (typeof row === 'string') return row;
  return [row.label, row.description, row.detail].filter((text) => text).join(' | ');
}
