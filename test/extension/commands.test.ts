import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { RedlineApi } from '../../src/editor/activate';
import { startModelServer, type ModelServer } from '../support/modelServer';
import { makeSampleTask, SAMPLE_PROMPT, type SampleTask } from '../support/sampleTask';
import { taskOn } from '../unit/cli/serverTask';
import {
  closeEverything,
  eventually,
  inWorkspace,
  runningExtension,
  showFile,
  topLenses,
} from './promptFixture';
import { WindowScript } from './windowScript';

const evaluate = (file: string) => vscode.commands.executeCommand('redline.evaluate', vscode.Uri.file(file));
const optimize = (file: string) => vscode.commands.executeCommand('redline.optimize', vscode.Uri.file(file));

describe('commands', () => {
  let api: RedlineApi;
  let person: WindowScript;
  let task: SampleTask | undefined;
  let models: ModelServer | undefined;
  before(async () => {
    api = await runningExtension();
  });
  beforeEach(() => {
    person = new WindowScript();
  });
  afterEach(async () => {
    person.restore();
    await vscode.commands.executeCommand('redline.stop');
    for (const session of api.reviews.all) await api.reviews.end(session);
    await closeEverything();
    await models?.close();
    await task?.remove();
    models = task = undefined;
  });
  after(closeEverything);

  /** A task whose model takes every call and answers none. */
  async function hangingTask(): Promise<{ promptPath: string; models: ModelServer }> {
    models = await startModelServer({ rule: () => ({ kind: 'silent' }) });
    task = await taskOn(models, { rows: 60 });
    return { promptPath: task.promptPath, models };
  }

  describe('redline.evaluate', () => {
    it('scores the triage example: a lens has the score, the document stays as it is and clean', async () => {
      const file = inWorkspace('triage', 'triage.prompt.md');
      const { document } = await showFile(file);
      const text = document.getText();
      assert.ok((await topLenses(file)).includes('not evaluated yet'));
      await vscode.commands.executeCommand('redline.evaluate');
      assert.equal(document.isDirty, false);
      assert.equal(document.getText(), text);
      assert.equal(readFileSync(file, 'utf8'), text);
      assert.deepEqual(person.texts('error'), []);
      const score = /^0\.\d\d \(0\.\d\d–0\.\d\d\) on \d+ examples · /;
      const titles = await topLenses(file);
      assert.ok(
        titles.some((title) => score.test(title)),
        titles.join('\n'),
      );
    });

    it('refuses a second one on the same prompt, politely, and offers to stop the first', async () => {
      const { promptPath, models } = await hangingTask();
      const first = evaluate(promptPath);
      await models.whenInFlight(1);
      await evaluate(promptPath);
      const [notice] = person.notices;
      assert.deepEqual([notice?.kind, notice?.actions], ['information', ['Stop It']]);
      assert.match(notice?.text ?? '', /busy.*evaluat/);
      await optimize(promptPath);
      assert.equal(person.texts('information').length, 2);
      assert.deepEqual(person.lists, []);
      person.press = 'Stop It';
      await evaluate(promptPath);
      await first;
      assert.ok(person.texts('status').some((said) => /stopped/i.test(said)));
    });

    it('says what is wrong and offers the way to the file', async () => {
      task = await makeSampleTask({ edit: (text) => text.replace('tickets.csv', 'nowhere.csv') });
      person.press = 'Open File';
      await evaluate(task.promptPath);
      const [error] = person.notices;
      assert.equal(error?.kind, 'error');
      assert.match(error?.text ?? '', /nowhere\.csv does not exist/);
      const editor = vscode.window.activeTextEditor;
      assert.equal(editor?.document.uri.fsPath, task.taskFile);
      assert.equal(editor.document.lineAt(editor.selection.active.line).text, 'dataset: nowhere.csv');
    });
  });

  describe('redline.stop', () => {
    it('ends what is running and says so; nothing is shown as an error', async () => {
      const { promptPath, models } = await hangingTask();
      const running = evaluate(promptPath);
      await models.whenInFlight(1);
      await vscode.commands.executeCommand('redline.stop');
      await running;
      await models.whenIdle();
      assert.equal(person.texts('status').length, 1);
      assert.match(person.texts('status')[0] ?? '', /stopped.*paid for are kept/);
      assert.deepEqual(person.texts('error'), []);
    });

    it('ends an optimization too, which leaves no review', async () => {
      const { promptPath, models } = await hangingTask();
      person.picks = [/Start/];
      const running = optimize(promptPath);
      await models.whenInFlight(1);
      await vscode.commands.executeCommand('redline.stop');
      await running;
      assert.equal(api.reviews.get(vscode.Uri.file(promptPath)), undefined);
      assert.deepEqual(person.texts('error'), []);
      assert.ok(person.texts('status').some((said) => /stopped/i.test(said)));
    });

    it('says that nothing is running when nothing is', async () => {
      await vscode.commands.executeCommand('redline.stop');
      assert.match(person.texts('information').join(), /nothing is running/);
    });
  });

  describe('redline.optimize', () => {
    it('states the cost, starts on Enter and opens the review; the document stays clean', async () => {
      task = await makeSampleTask({ rows: 120 });
      const { document } = await showFile(task.promptPath);
      person.picks = ['real'];
      const running = optimize(task.promptPath);
      const list = await eventually('the list', () => person.lists[0]);
      assert.match(list.rows[0] ?? '', /Start ProTeGi .*At most \d+ calls: search \d+.*Costs nothing/);
      assert.match(list.rows[1] ?? '', /\d+ test examples can prove a gain of \d+ points/);
      // The list may not be on the screen yet; without one, this command does nothing.
      const session = await eventually('the review', async () => {
        await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
        return api.reviews.inProgress(document.uri);
      });
      await running;
      assert.ok(session.state.hunks.length > 0);
      assert.equal(document.isDirty, false);
      assert.equal(document.getText(), SAMPLE_PROMPT);
      assert.deepEqual(person.texts('error'), []);
      assert.match(person.texts('information').join(), /\d+ suggested edit/);
    });

    it('remembers what was chosen last time', async () => {
      task = await makeSampleTask({ rows: 120 });
      person.picks = [/Method/, /error-analysis/, /Budget/, /Seed/, /Start/];
      person.inputs = ['900', '5'];
      await optimize(task.promptPath);
      assert.equal(api.reviews.get(vscode.Uri.file(task.promptPath))?.run.method, 'error-analysis');
      person.lists.length = 0;
      person.picks = [null];
      await optimize(task.promptPath);
      const rows = person.lists[0]?.rows ?? [];
      for (const row of [/Method \| error.analysis/i, /Budget \| 900 calls/, /Seed \| 5\b/]) {
        assert.ok(
          rows.some((each) => row.test(each)),
          rows.join('\n'),
        );
      }
    });

    it('goes back to what the task says where a number is emptied', async () => {
      task = await makeSampleTask({ rows: 120 });
      person.picks = [/Budget/, /Seed/, null];
      person.inputs = ['', ''];
      await optimize(task.promptPath);
      const rows = person.lists.at(-1)?.rows ?? [];
      assert.ok(
        rows.some((each) => /Budget \| 4000 calls(?!.*chosen)/.test(each)),
        rows.join('\n'),
      );
      assert.equal(api.reviews.get(vscode.Uri.file(task.promptPath)), undefined);
    });

    it('does not start what cannot run, and says why in the list', async () => {
      task = await makeSampleTask({ edit: (text) => text.replace('metric:', 'metrik:') });
      person.picks = [/metrik/, null];
      await optimize(task.promptPath);
      assert.equal(person.lists.length, 2);
      assert.match(person.lists[0]?.rows[0] ?? '', /Unknown key "metrik"/);
    });
  });

  describe('a document that is no file', () => {
    it('that was never saved gets the explanation', async () => {
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: 'Hi {{a}}' }));
      for (const command of ['evaluate', 'optimize']) {
        await vscode.commands.executeCommand(`redline.${command}`);
      }
      const [first, second] = person.texts('warning');
      assert.match(first ?? '', /works on files on disk.*untitled.*Save the prompt to a file first/);
      assert.equal(second, first);
      await vscode.commands.executeCommand('redline.explainTask');
      assert.match(person.texts('information')[0] ?? '', /Save the prompt to a file first/);
    });

    it('that another extension provides gets it too', async () => {
      const provider = { provideTextDocumentContent: () => 'Hi {{a}}' };
      const registration = vscode.workspace.registerTextDocumentContentProvider('elsewhere', provider);
      try {
        const uri = vscode.Uri.parse('elsewhere:/triage.prompt.md');
        await vscode.window.showTextDocument(uri);
        await vscode.commands.executeCommand('redline.evaluate', uri);
        assert.match(person.texts('warning')[0] ?? '', /works on files on disk.*elsewhere/);
      } finally {
        registration.dispose();
      }
    });

    it('is asked for where none is open', async () => {
      await closeEverything();
      await vscode.commands.executeCommand('redline.evaluate');
      assert.match(person.texts('information').join(), /open a prompt file first/);
    });
  });

  it('show the panel', async () => {
    await vscode.commands.executeCommand('redline.showPanel');
    const all = await vscode.commands.getCommands(true);
    for (const name of [
      'redline.panel.focus',
      'redline.showLog',
      'redline.setApiKey',
      'redline.review.next',
    ]) {
      assert.ok(all.includes(name), name);
    }
  });
});
