import { describe, expect, it } from 'vitest';
import { open, usePanel } from './usePanel';
import { evaluatedTask, evaluating, freshTask, provenRun, provenTask, withTasks } from './panelStates';

usePanel();

describe('untrusted text', () => {
  const hostile =
    '<img src=x onerror="window.hacked=true"> [click](command:workbench.action.quit) <b>bold</b>';

  it('appears as it is written wherever it stands', async () => {
    const panel = await open();
    const { candidates } = provenRun;
    await panel.show(
      withTasks(
        [
          {
            ...freshTask,
            ...{ title: hostile, promptPath: hostile, model: hostile, problem: hostile },
            lastRun: { ...provenRun, method: hostile, candidates: [{ ...candidates[0]!, label: hostile }] },
            failing: evaluatedTask.failing.map((each) => ({ ...each, output: hostile, target: hostile })),
          },
        ],
        [{ ...evaluating, message: hostile, phase: hostile }],
      ),
    );
    await panel.button(/Failing Examples/).click();
    const shown = (await panel.page.locator('main').textContent()) ?? '';
    expect(shown.split(hostile).length - 1).toBeGreaterThanOrEqual(12);
    expect(await panel.page.locator('main :is(img, b, a, script, iframe)').count()).toBe(0);
    expect(await panel.page.evaluate(() => 'hacked' in window)).toBe(false);
  });

  it('cannot run a script or load anything, even where markup got in', async () => {
    const panel = await open();
    await panel.show(withTasks([provenTask]));
    await panel.page.evaluate(() => {
      document.body.insertAdjacentHTML(
        'beforeend',
        '<img src="https://example.invalid/x" onerror="window.hacked=true">',
      );
    });
    await expect
      .poll(() => panel.complaints.filter((line) => line.includes('Content Security Policy')).length)
      .toBe(2);
    expect(await panel.page.evaluate(() => 'hacked' in window)).toBe(false);
    panel.complaints.length = 0;
  });
});
