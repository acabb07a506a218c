import * as vscode from 'vscode';

const ORIGINS = 'redline.keyOrigins';
const SECRET = 'redline.key:';
const OPENAI = 'https://api.openai.com';

/** API keys, each bound to the origin it was entered for, in VS Code's secret storage. */
export class ApiKeys {
  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly deliver: (origin: string, key: string) => void,
  ) {
    // Another window may have been told a key, or to forget one.
    context.subscriptions.push(
      context.secrets.onDidChange(({ key: name }) => {
        if (name.startsWith(SECRET)) void this.deliverOne(name.slice(SECRET.length));
      }),
    );
  }

  /** Hands every known key to the server. */
  async deliverAll(): Promise<void> {
    await Promise.all(this.origins().map((origin) => this.deliverOne(origin)));
  }

  /** Asks for an origin and its key; an empty key forgets the one there is. */
  async ask(): Promise<void> {
    const origin = await this.askOrigin();
    if (origin === undefined) return;
    const key = await vscode.window.showInputBox({
      title: `API key for ${origin}`,
      prompt: 'Kept in the secret storage of VS Code and sent to this origin only. Empty removes it.',
      password: true,
      ignoreFocusOut: true,
    });
    if (key === undefined) return;
    await this.store(origin, key.trim());
    this.deliver(origin, key.trim());
    void vscode.window.showInformationMessage(
      key.trim() ? `API key for ${origin} kept.` : `API key for ${origin} removed.`,
    );
  }

  private async deliverOne(origin: string): Promise<void> {
    this.deliver(origin, (await this.context.secrets.get(secretName(origin))) ?? '');
  }

  private async askOrigin(): Promise<string | undefined> {
    const other = 'Another server…';
    const known = [...new Set([OPENAI, ...this.origins()])];
    const picked = await vscode.window.showQuickPick([...known, other], {
      title: 'Which server is the key for?',
    });
    if (picked !== other) return picked;
    const written = await vscode.window.showInputBox({
      title: 'Address of the server',
      placeHolder: 'https://models.example.com/v1',
      ignoreFocusOut: true,
      validateInput: (value) =>
        webOrigin(value) === null ? 'Give an address such as https://models.example.com/v1.' : undefined,
    });
    return written === undefined ? undefined : (webOrigin(written) ?? undefined);
  }

  private async store(origin: string, key: string): Promise<void> {
    const origins = new Set(this.origins());
    if (key) {
      await this.context.secrets.store(secretName(origin), key);
      origins.add(origin);
    } else {
      await this.context.secrets.delete(secretName(origin));
      origins.delete(origin);
    }
    await this.context.globalState.update(ORIGINS, [...origins]);
  }

  private origins(): string[] {
    return this.context.globalState.get<string[]>(ORIGINS, []);
  }
}

/** The origin of an address over http or https, `null` for anything else: `localhost:8080` names a scheme. */
function webOrigin(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const { protocol, origin } = new URL(address);
  return protocol === 'https:' || protocol === 'http:' ? origin : null;
}

function secretName(origin: string): string {
  return `${SECRET}${origin}`;
}
