import { describe, expect, it } from 'vitest';
import { parsePrompt } from '../../../../src/engine/prompt/parsePrompt';
import { checkPromptAgainstTask } from '../../../../src/engine/task/promptTaskProblems';

const TASK = {
  file: 't.task.yaml',
  columns: ['id', 'body', 'label'],
  input: { ticket: 'body' },
  target: 'label',
  places: { 'input.ticket': { file: 't.task.yaml', line: 2, column: 10 } },
};

/** A prompt whose body is its variables, each on a line of its own. */
function variables(...names: string[]) {
  return parsePrompt('t.prompt.md', names.map((name) => `{{${name}}}\n`).join(''));
}

describe('checkPromptAgainstTask', () => {
  it('is content when every variable is fed and every input used', () => {
    expect(checkPromptAgainstTask(variables('ticket', 'id'), TASK)).toEqual([]);
  });

  it('names the variable that no column feeds, where it stands, and the columns there are', () => {
    expect(checkPromptAgainstTask(variables('ticket', 'di'), TASK)).toEqual([
      {
        where: 'prompt',
        severity: 'error',
        message: 'No column feeds the variable "di". Did you mean "id"? Variables: ticket, id.',
        span: { start: 11, end: 17 },
      },
    ]);
  });

  it('lets variables be that the template only tests, or that have a default', () => {
    const tested = parsePrompt('t.j2', '{% if hint %}{{ hint }}{% endif %}{{ ticket }}');
    expect(checkPromptAgainstTask(tested, TASK).filter(({ severity }) => severity === 'error')).toEqual([]);
    const defaulted = parsePrompt(
      't.prompt',
      '---\ninput:\n  default:\n    tone: dry\n---\n{{tone}} {{ticket}}',
    );
    expect(checkPromptAgainstTask(defaulted, TASK)).toEqual([]);
  });

  it('says which variable a column feeds when the prompt uses the name of the column', () => {
    const [problem] = checkPromptAgainstTask(variables('ticket', 'body'), TASK);
    expect(problem?.message).toBe('The column "body" feeds the variable "ticket", so write {{ticket}} here.');
  });

  it('names the input that the prompt has no variable for, where the task says it', () => {
    expect(checkPromptAgainstTask(variables('tickets'), { ...TASK, columns: ['tickets'] })).toEqual([
      {
        where: 'task',
        severity: 'warning',
        message: 'The prompt has no variable "ticket". Did you mean "tickets"? Variables: tickets.',
        place: { file: 't.task.yaml', line: 2, column: 10 },
      },
    ]);
  });

  it('warns of a prompt that asks the same for every example', () => {
    const task = { file: 't.task.yaml', columns: ['ticket', 'label'], input: {}, target: 'label' };
    expect(checkPromptAgainstTask(parsePrompt('t.prompt.md', 'Sort this.\n'), task)).toMatchObject([
      {
        where: 'prompt',
        severity: 'warning',
        message: expect.stringContaining('Write {{ticket}} where') as string,
      },
    ]);
  });

  it('refuses a prompt that holds the answer, unless the task maps it on purpose', () => {
    const [problem] = checkPromptAgainstTask(variables('ticket', 'label'), TASK);
    expect(problem?.message).toMatch(/is the task's target/);
    const onPurpose = { ...TASK, input: { ticket: 'body', label: 'label' } };
    expect(checkPromptAgainstTask(variables('ticket', 'label'), onPurpose)).toEqual([]);
  });
});
