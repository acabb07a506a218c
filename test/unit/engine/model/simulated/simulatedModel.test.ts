import { describe, expect, it } from 'vitest';
import type { RedlineError } from '../../../../../src/engine/errors';
import { expectedScore } from '../../../../../src/engine/model/simulated/expectedScore';
import type { KnownExample } from '../../../../../src/engine/model/simulated/knowledge';
import { parseScript } from '../../../../../src/engine/model/simulated/parseScript';
import { createSimulatedModel } from '../../../../../src/engine/model/simulated/simulatedModel';
import { ask, rejection } from '../fakeModel';

const SCRIPT = `
title: Ticket classifier
seed: 4
answers:
  base: 0.95
  faults:
    - name: prose
      share: 0.35
      mend: ['category name only', 'only the (label|category)']
      answer: 'The category of this ticket is {{target}}.'
    - name: outside-labels
      share: 0.25
      mend: ['billing.*bug.*account']
      answers: { billing: payments, bug: technical issue }
    - name: case
      share: 0.2
      mend: ['lower.?case']
      transform: capitalize
  harms:
    - name: explains
      found: ['explain your reasoning']
      share: 0.5
      answer: '{{target}}, because: {{input.ticket}} (not {{other}})'
`;
const LABELS = ['billing', 'bug', 'account', 'other'];
const rows: KnownExample[] = Array.from({ length: 2000 }, (_, index) => ({
  inputs: { ticket: `Ticket ${index}: please help, in lower case` },
  target: LABELS[index % LABELS.length],
}));
const script = parseScript(SCRIPT, 'script');
const model = createSimulatedModel('triage', script, rows);

const PROMPTS = {
  weak: 'Classify the ticket. Be helpful.',
  partly: 'Classify the ticket. Reply with only the label, in lower case.',
  best: 'Classify as billing, bug, account or other. Reply with the category name only, in lower case.',
  harmed:
    'Classify as billing, bug, account or other. Category name only, lower case. Explain your reasoning.',
};

async function answersOf(instructions: string, draw = 0, examples = rows, by = model): Promise<string[]> {
  const requests = examples.map(({ inputs }) => ask(`${instructions}\n\n${String(inputs.ticket)}`, { draw }));
  return (await Promise.all(requests.map((request) => by.complete(request)))).map(({ text }) => text);
}

const rightOf = (answers: string[], examples = rows) =>
  answers.filter((answer, index) => answer === examples[index]!.target).length / answers.length;

/** Three standard errors of a share over 2000 rows, at its widest. */
const TOLERANCE = 3 * Math.sqrt(0.25 / rows.length);

describe('a simulated model', () => {
  it.each(Object.entries(PROMPTS))('is right as often as its script says (%s prompt)', async (_, prompt) => {
    const expected = expectedScore(script, prompt, rows);
    expect(Math.abs(rightOf(await answersOf(prompt)) - expected)).toBeLessThan(TOLERANCE);
  });

  it('has its optimum where every fault is mended and nothing harms', () => {
    expect(expectedScore(script, PROMPTS.best)).toBe(0.95);
    expect(expectedScore(script, PROMPTS.weak)).toBeCloseTo(0.95 * 0.65 * 0.75 * 0.8, 12);
    expect(expectedScore(script, PROMPTS.harmed)).toBeCloseTo(0.95 * 0.5, 12);
    // Two labels of four have an answer outside the labels.
    expect(expectedScore(script, PROMPTS.weak, rows)).toBeCloseTo((0.95 * 0.65 * 0.8 * (0.75 + 1)) / 2, 12);
  });

  it('shows each fault as the script words it', async () => {
    const weak = await answersOf(PROMPTS.weak);
    expect(weak).toContain('The category of this ticket is bug.');
    expect(weak).toContain('technical issue');
    expect(weak).toContain('Account');
    const harmed = await answersOf(PROMPTS.harmed);
    const explained = harmed.findIndex((answer) => answer.includes('because'));
    expect(harmed[explained]).toContain(`because: ${String(rows[explained]!.inputs.ticket)} (not `);
    expect(harmed[explained]).not.toContain(`(not ${String(rows[explained]!.target)})`);
  });

  it('strikes the same rows under every prompt, so that mending only mends', async () => {
    const weak = await answersOf(PROMPTS.weak);
    const best = await answersOf(PROMPTS.best);
    const lost = rows.filter(({ target }, index) => weak[index] === target && best[index] !== target);
    expect(lost).toEqual([]);
  });

  it('answers the same request the same, whatever the draw, without noise', async () => {
    const some = rows.slice(0, 50);
    expect(await answersOf(PROMPTS.weak, 0, some)).toEqual(await answersOf(PROMPTS.weak, 3, some));
  });

  it('draws anew as often as noise says, around the same score', async () => {
    const noisy = parseScript(SCRIPT.replace('base: 0.95', 'base: 0.95\n  noise: 0.5'), 'script');
    const by = createSimulatedModel('noisy', noisy, rows);
    const [first, second] = [
      await answersOf(PROMPTS.weak, 0, rows, by),
      await answersOf(PROMPTS.weak, 1, rows, by),
    ];
    expect(first).not.toEqual(second);
    expect(await answersOf(PROMPTS.weak, 1, rows, by)).toEqual(second);
    const expected = expectedScore(noisy, PROMPTS.weak, rows);
    for (const answers of [first, second])
      expect(Math.abs(rightOf(answers) - expected)).toBeLessThan(TOLERANCE);
  });

  it('is mended by instructions, not by what a row says', async () => {
    // Every ticket says "lower case", so the case fault would be gone if inputs counted.
    expect(await answersOf(PROMPTS.weak)).toContain('Account');
  });

  it('differs by seed', async () => {
    const other = createSimulatedModel('triage', { ...script, seed: 5 }, rows);
    expect(await answersOf(PROMPTS.weak, 0, rows, other)).not.toEqual(await answersOf(PROMPTS.weak));
    expect(other.identity.fingerprint).not.toBe(model.identity.fingerprint);
  });

  it("doesn't know rows that are unknown or can't be told apart", async () => {
    expect((await model.complete(ask('Classify: something else'))).text).toBe("I don't know.");
    const twins = [
      { inputs: { ticket: 'same words' }, target: 'bug' },
      { inputs: { ticket: 'same words' }, target: 'billing' },
    ];
    const confused = createSimulatedModel('twins', script, twins);
    expect((await confused.complete(ask('same words'))).text).toBe("I don't know.");
  });

  it('finds the row with the longest match, as whole words', async () => {
    const sure = parseScript('answers: { base: 1 }', 'script');
    const known = [
      { inputs: { question: 'cat' }, target: 'short' },
      { inputs: { question: 'a cat\r\nin a hat' }, target: 'long' },
      { inputs: { question: 'category', unused: 'never shown' }, target: 'word' },
    ];
    const finder = createSimulatedModel('finder', sure, known);
    const answer = async (text: string) => (await finder.complete(ask(text))).text;
    expect(await answer('About: a cat\nin a hat')).toBe('long');
    expect(await answer('About: cat.')).toBe('short');
    expect(await answer('Name the category')).toBe('word');
    expect(await answer('concatenate')).toBe("I don't know.");
  });

  it('knows the first of several accepted answers, and objects as JSON', async () => {
    const sure = parseScript('answers: { base: 1 }', 'script');
    const known = [
      { inputs: { q: 'first question' }, target: ['Paris', 'paris'] },
      { inputs: { q: 'second question' }, target: { city: 'Paris' } },
      { inputs: { q: 'third question' }, target: 42 },
    ];
    const answers = known.map(({ inputs }) => createSimulatedModel('k', sure, known).complete(ask(inputs.q)));
    expect((await Promise.all(answers)).map(({ text }) => text)).toEqual(['Paris', '{"city":"Paris"}', '42']);
  });

  it('honours maxTokens', async () => {
    const text = `${PROMPTS.weak}\n${String(rows[0]!.inputs.ticket)}`;
    const answer = await model.complete(ask(text, { parameters: { maxTokens: 1 } }));
    expect(answer.finish).toBe('length');
    expect(answer.text).toHaveLength(4);
  });

  it('says in its label that it is simulated, whatever its title, and costs nothing', () => {
    expect(model.label).toBe('triage (simulated)');
    expect(model.price).toEqual({ input: 0, output: 0 });
  });

  it('can be cancelled during its latency', async () => {
    const slow = createSimulatedModel('slow', { ...script, latency: 60_000 }, rows);
    const controller = new AbortController();
    const answer = rejection(slow.complete(ask('x'), controller.signal));
    controller.abort();
    expect(((await answer) as RedlineError).kind).toBe('cancelled');
  });
});
