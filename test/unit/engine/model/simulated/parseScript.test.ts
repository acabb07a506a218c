import { describe, expect, it } from 'vitest';
import { RedlineError } from '../../../../../src/engine/errors';
import { parseScript } from '../../../../../src/engine/model/simulated/parseScript';

function problem(yaml: string): RedlineError {
  try {
    parseScript(yaml, 'triage.simulated.yaml');
  } catch (error) {
    return error as RedlineError;
  }
  throw new Error('Expected an error.');
}

describe('parseScript', () => {
  it('fills in what is left out, and takes one pattern without its list', () => {
    const script = parseScript(
      'answers: { base: 0.9, faults: [{ name: a, share: 0.5, mend: only, answer: x }] }',
      'f',
    );
    expect(script).toMatchObject({ seed: 1, latency: 0, critiques: [] });
    expect(script.answers).toMatchObject({ noise: 0, harms: [], faults: [{ mend: ['only'] }] });
  });

  it.each<[string, string, [number, number], RegExp]>([
    ['broken YAML', 'answers:\n  base: [1\n', [3, 1], /Not valid YAML/],
    ['an unknown key', 'answers:\n  base: 1\n  fault: []\n', [3, 3], /Unknown key "fault".*faults/],
    ['a share above 1', 'answers:\n  base: 1.5\n', [2, 9], /at most 1/],
    ['a missing base', 'seed: 2\nanswers:\n  noise: 0\n', [3, 3], /"answers\.base" is missing/],
    [
      'a broken pattern',
      "answers:\n  base: 1\n  faults:\n    - name: a\n      share: 1\n      mend: ['(']\n      answer: x\n",
      [6, 14],
      /not a usable regular expression/,
    ],
    [
      'a fault without an answer',
      'answers:\n  base: 1\n  faults:\n    - name: a\n      share: 1\n      mend: [x]\n',
      [4, 7],
      /`answer`, `answers` or `transform`/,
    ],
    [
      'an unknown placeholder',
      "answers:\n  base: 1\n  faults:\n    - { name: a, share: 1, mend: [x], answer: '{{label}}' }\n",
      [4, 47],
      /Unknown placeholder \{\{label\}\}/,
    ],
    ['nothing to say', 'seed: 3\n', [1, 1], /answers nothing/],
    ['an empty file', '', [1, 1], /mapping/],
  ])('points at %s', (_, yaml, [line, column], message) => {
    const error = problem(yaml);
    expect(error).toBeInstanceOf(RedlineError);
    expect(error.kind).toBe('input');
    expect(error.what).toMatch(message);
    expect(error.place).toEqual({ file: 'triage.simulated.yaml', line, column });
  });
});
