import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';

describe('activation', () => {
  it('activates in a workspace that holds prompt files', async () => {
    const extension = vscode.extensions.getExtension('redline.redline');
    assert.ok(extension, 'VS Code does not know the extension redline.redline');
    await extension.activate();
    assert.equal(extension.isActive, true);
  });
});
