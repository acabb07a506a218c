import { describe, expect, it } from 'vitest';
import { runCli } from './cliProcess';

describe('redline used wrongly', () => {
  it.each([
    [['evla'], /unknown command 'evla' \(Did you mean eval\?\)/],
    [['eval'], /missing required argument 'prompt'/],
    [['eval', 'a.prompt.md', '--jsn'], /unknown option '--jsn' \(Did you mean --json\?\)/],
    [['eval', 'a.prompt.md', '--split', 'half'], /Allowed choices are open, train, validation, test, all/],
    [['eval', 'a.prompt.md', '--fail-under', '80'], /A score from 0 to 1 was expected/],
    [['eval', 'a.prompt.md', '--seed', '1.5'], /A whole number from 0 was expected/],
    [['eval', 'a.prompt.md', '--model', 'opnai/x'], /Did you mean "openai"\?/],
    [['eval', 'a.prompt.md', '--model', 'openai'], /such as openai\/NAME/],
    [['eval', '--trust', 'a.prompt.md'], /plain --trust goes behind the prompt/],
    [['eval', 'a.task.yaml'], /is a task file\. Name the prompt here, and the task with --task/],
    [['optimize', 'a.prompt.md', '--method', 'magic'], /Allowed choices are auto, protegi, error-analysis/],
    [['optimize', 'a.prompt.md', '--budget-calls', '0'], /A whole number from 1 was expected/],
    [['optimize', 'a.prompt.md', '--budget-usd', '-1'], /An amount in US dollars above 0 was expected/],
    [['optimize', 'a.prompt.md', '--apply', 'some'], /Allowed choices are all/],
  ])('%j exits with 2 and says on one line what was expected', async (args, message) => {
    const { code, stdout, stderr } = await runCli(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(/^redline: /);
  });

  it('prints its help to stderr and exits with 2 without a command', async () => {
    const { code, stdout, stderr } = await runCli([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Usage: redline');
  });
});

describe('redline --help', () => {
  it('names every command and what the exit codes mean', async () => {
    const { code, stdout, stderr } = await runCli(['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const command of ['eval', 'optimize', 'runs', 'methods', 'models'])
      expect(stdout).toContain(command);
    expect(stdout).toMatch(/130 cancelled/);
  });

  it('says what --seed of eval is for', async () => {
    const { stdout } = await runCli(['eval', '--help']);
    expect(stdout.replace(/\s+/g, ' ')).toContain('seed sent to the model with every request');
  });
});
