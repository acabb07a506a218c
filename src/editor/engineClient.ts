import * as vscode from 'vscode';
import { LanguageClient, type LanguageClientOptions } from 'vscode-languageclient/node';
import { messageOf } from '../engine/errors';
import {
  progressNotification,
  warningNotification,
  type ProgressParams,
  type RequestDefinition,
  type WarningParams,
} from '../server/protocol';
import { ServerProcess } from './serverProcess';

/** Tasks and what a dataset may be. */
const WATCHED = '**/*.{task.yaml,csv,tsv,jsonl,json,yaml,yml}';

/** The extension host's side of the server: typed requests, progress, warnings. */
export class EngineClient implements vscode.Disposable {
  private readonly progressEmitter = new vscode.EventEmitter<ProgressParams>();
  private readonly warningEmitter = new vscode.EventEmitter<WarningParams>();
  readonly onProgress = this.progressEmitter.event;
  readonly onWarning = this.warningEmitter.event;
  private readonly process: ServerProcess;
  private readonly client: LanguageClient;
  private readonly watcher = vscode.workspace.createFileSystemWatcher(WATCHED);

  constructor(context: vscode.ExtensionContext, documentPatterns: readonly string[]) {
    this.process = new ServerProcess(context.asAbsolutePath('dist/server.mjs'), {
      // In the desktop editor the host's executable is Electron; this makes it plain Node.
      ELECTRON_RUN_AS_NODE: '1',
      REDLINE_STORAGE: context.globalStorageUri.fsPath,
    });
    const options: LanguageClientOptions = {
      documentSelector: documentPatterns.map((pattern) => ({ scheme: 'file', pattern })),
      outputChannelName: 'Redline',
      // Prompts are checked against tasks and tasks against datasets, which change outside of the editor too.
      synchronize: { fileEvents: this.watcher },
      initializationOptions: () => ({ trusted: vscode.workspace.isTrusted }),
    };
    this.client = new LanguageClient('redline', 'Redline', async () => this.process.start(), options);
    this.client.onNotification(progressNotification, (params: ProgressParams) =>
      this.progressEmitter.fire(params),
    );
    this.client.onNotification(warningNotification, (params: WarningParams) =>
      this.warningEmitter.fire(params),
    );
  }

  start(): Promise<void> {
    return this.client.start();
  }

  /** Starts a fresh server, which hears anew what it may do. */
  async restart(): Promise<void> {
    // One that is still starting can't be stopped.
    await this.client.start();
    try {
      await this.client.stop();
    } catch (error) {
      // One that is too busy to end in time is killed.
      this.log(messageOf(error));
    }
    await this.client.start();
  }

  setKey(origin: string, key: string): void {
    this.process.setKey(origin, key);
  }

  /** @throws ResponseError with `ErrorData` in its `data`. */
  request<Params, Result>(
    definition: RequestDefinition<Params, Result>,
    params: Params,
    token?: vscode.CancellationToken,
  ): Promise<Result> {
    // An undefined token would be sent as a second parameter.
    return token === undefined
      ? this.client.sendRequest<Result>(definition.method, params)
      : this.client.sendRequest<Result>(definition.method, params, token);
  }

  log(message: string): void {
    this.client.outputChannel.appendLine(message);
  }

  showLog(): void {
    this.client.outputChannel.show(true);
  }

  dispose(): void {
    this.progressEmitter.dispose();
    this.warningEmitter.dispose();
    this.watcher.dispose();
    // Fails for a server that is just starting. It ends by itself as soon as its standard input closes.
    this.client.dispose().catch(() => undefined);
  }
}
