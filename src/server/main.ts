import { fileURLToPath } from 'node:url';
import {
  createConnection,
  ProposedFeatures,
  TextDocuments,
  TextDocumentSyncKind,
  type InitializeParams,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { z } from 'zod';
import { messageOf } from '../engine/errors';
import { createAnswerCaches } from '../engine/run/answerCaches';
import type { RunEnvironment } from '../engine/run/runEnvironment';
import { diagnose } from './diagnostics';
import { registerHandlers } from './handlers';
import { KeyStore } from './keyStore';
import { warningNotification } from './protocol';

/** What the extension host says when it starts the server. */
const initializationOptions = z.object({ trusted: z.boolean() });

/** How long a document rests before it is looked at, in milliseconds: nobody wants squiggles at every key. */
const REST = 300;

/** Folders whose files are nobody's dataset. */
const PASSED_OVER = /\/(?:\.redline|\.git|node_modules)\//;

// With `--stdio` on the command line the library also keeps what anything prints out of the protocol's stream.
const connection = createConnection(ProposedFeatures.all);
const documents = new TextDocuments(TextDocument);
const keys = new KeyStore();
keys.listen();

const warn = (message: string) => void connection.sendNotification(warningNotification, { message });
const storage = process.env['REDLINE_STORAGE'];
const environment: RunEnvironment = {
  keys: keys.keyFor,
  trusted: false,
  cacheFor: createAnswerCaches(warn),
  onWarning: warn,
  ...(storage === undefined ? {} : { fallbackFolder: storage }),
};

connection.onInitialize((params: InitializeParams) => {
  const parsed = initializationOptions.safeParse(params.initializationOptions);
  environment.trusted = parsed.success && parsed.data.trusted;
  return { capabilities: { textDocumentSync: TextDocumentSyncKind.Incremental } };
});
registerHandlers(connection, environment);

const resting = new Map<string, NodeJS.Timeout>();
const lookLater = (document: TextDocument) => {
  // One that has just been opened is looked at at once.
  const rest = resting.has(document.uri) ? REST : 0;
  clearTimeout(resting.get(document.uri));
  resting.set(
    document.uri,
    setTimeout(() => void publish(document), rest),
  );
};
documents.onDidChangeContent(({ document }) => lookLater(document));
// A prompt is checked against its task, and a task against its dataset: files that others read may have changed.
documents.onDidSave(() => documents.all().forEach(lookLater));
connection.onDidChangeWatchedFiles(({ changes }) => {
  if (changes.some(({ uri }) => !PASSED_OVER.test(uri))) documents.all().forEach(lookLater);
});
documents.onDidClose(({ document }) => {
  clearTimeout(resting.get(document.uri));
  resting.delete(document.uri);
  void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
});

async function publish(document: TextDocument): Promise<void> {
  if (!document.uri.startsWith('file:')) return;
  const { uri, version } = document;
  try {
    const diagnostics = await diagnose(fileURLToPath(uri), document.getText());
    // A newer text has its own turn: the document changes in place.
    if (documents.get(uri)?.version !== version) return;
    await connection.sendDiagnostics({ uri, version, diagnostics });
  } catch (error) {
    connection.console.error(`${uri}: ${messageOf(error)}`);
  }
}

documents.listen(connection);
connection.listen();
