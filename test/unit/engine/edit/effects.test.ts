import { describe, expect, it } from 'vitest';
import { applyHunks } from '../../../../src/engine/edit/applyHunks';
import { diffHunks } from '../../../../src/engine/edit/diffHunks';
import {
  effectCalls,
  measureMoreCalls,
  simultaneousConfidence,
} from '../../../../src/engine/edit/effectCalls';
import { measureEffects, type MeasureEffectsOptions } from '../../../../src/engine/edit/effects';
import type { Hunk } from '../../../../src/engine/edit/hunk';
import { RedlineError } from '../../../../src/engine/errors';
import type { ScorePrompt } from '../../../../src/engine/optimize/optimizer';
import { editableText } from './promptTexts';
import { evaluationOf, examplesOf } from './scoring';

const base = editableText('Sort the ticket.\nBe helpful.\nName its label.\n');
const candidate = 'Read the ticket.\nReply in lower case.\nName one label.\n';
const hunks = diffHunks(base, candidate);
const validation = examplesOf(400);

/** A task on which `Reply` gains 40 points, `one` loses 30 and `Read` changes nothing. */
function createScore() {
  const scored: string[] = [];
  const score: ScorePrompt = async (text, examples) => {
    scored.push(text);
    return evaluationOf(examples, (index) => {
      const right = 0.4 + (text.includes('Reply') ? 0.4 : 0) - (text.includes('one') ? 0.3 : 0);
      return (index * 7) % 400 < right * 400 ? 1 : 0;
    });
  };
  return { score, scored };
}

function measure(options: Partial<MeasureEffectsOptions> = {}): Promise<Hunk[]> {
  return measureEffects({
    base,
    hunks,
    candidateText: candidate,
    score: createScore().score,
    validation,
    signal: new AbortController().signal,
    ...options,
  });
}

describe('measureEffects', () => {
  it('tells what helps, what hurts and what makes no difference', async () => {
    const measured = await measure();
    expect(measured.map((hunk) => [hunk.newText, hunk.effect?.verdict])).toEqual([
      ['Read', 'negligible'],
      ['Reply in lower case', 'helps'],
      ['one', 'hurts'],
    ]);
    const { alone, leftOut, n } = measured[1]!.effect!;
    expect(alone!.difference).toBeCloseTo(0.4);
    expect(leftOut!.difference).toBeCloseTo(0.4);
    expect(n).toBe(400);
  });

  it('calls nothing negligible on few examples, where the interval is wide', async () => {
    const [read] = await measure({ validation: examplesOf(60) });
    expect(read!.effect!.verdict).toBe('uncertain');
  });

  it('stays within the calls stated before, seed prompt and candidate aside', async () => {
    const { score, scored } = createScore();
    await measure({ score });
    const variants = scored.filter((text) => text !== base.text && text !== candidate);
    expect(new Set(variants).size).toBe(variants.length);
    expect(variants.length * validation.length).toBe(effectCalls(3, validation.length));
  });

  it('scores nothing more for a single hunk: alone and left out are one comparison', async () => {
    const { score, scored } = createScore();
    const text = applyHunks(base.text, [hunks[1]!]);
    const [only] = await measure({ hunks: [hunks[1]!], candidateText: text, score });
    expect(scored.sort()).toEqual([base.text, text].sort());
    expect(only!.effect).toMatchObject({ verdict: 'helps', measureMoreCalls: 800 });
    expect(only!.effect!.alone).toEqual(only!.effect!.leftOut);
  });

  it('widens the intervals so that those of all hunks hold together', async () => {
    const text = applyHunks(base.text, [hunks[1]!]);
    const [single] = await measure({ hunks: [hunks[1]!], candidateText: text });
    const among = (await measure())[1]!;
    expect(among.effect!.alone!.ci[0]).toBeLessThan(single!.effect!.alone!.ci[0]);
    expect(among.effect!.alone!.ci[1]).toBeGreaterThan(single!.effect!.alone!.ci[1]);
  });

  it('keeps what was measured when the calls run out, and says why the rest was not', async () => {
    const { score, scored } = createScore();
    const counted: ScorePrompt = async (text, examples) => {
      const paid = text === base.text || text === candidate;
      const evaluation = await score(text, examples);
      return paid ? { ...evaluation, cost: { ...evaluation.cost, calls: 0 } } : evaluation;
    };
    const measured = await measure({ score: counted, maxCalls: 1000 });
    expect(measured.map((hunk) => hunk.effect !== null)).toEqual([true, false, false]);
    expect(measured[1]!.unmeasured).toMatch(/could take 800 calls, and 200 are left/);
    expect(scored.length).toBe(4);
  });

  it.each(['budget', 'provider'] as const)('ends without loss on a %s error', async (kind) => {
    const { score } = createScore();
    let calls = 0;
    const failing: ScorePrompt = async (text, examples) => {
      if (++calls > 5) throw new RedlineError(kind, 'No more.');
      return score(text, examples);
    };
    const measured = await measure({ score: failing });
    expect(measured.map((hunk) => hunk.effect !== null)).toEqual([true, false, false]);
    expect(measured[2]!.unmeasured).toBe('No more.');
  });

  it('measures by the one variant that can be a prompt', async () => {
    const refuse = (text: string) =>
      text.includes('Sort') && text.includes('one') ? 'It lost a variable.' : null;
    const { score, scored } = createScore();
    const measured = await measure({ score, refuse });
    expect(measured[2]!.effect).toMatchObject({ alone: null, verdict: 'hurts' });
    expect(measured[0]!.effect).toMatchObject({ leftOut: null, verdict: 'negligible' });
    expect(scored.filter((text) => refuse(text))).toEqual([]);
  });

  it('says why a hunk has no effect where both variants are refused', async () => {
    const [first] = await measure({ refuse: () => 'It lost a variable.' });
    expect(first).toMatchObject({ effect: null, unmeasured: 'It lost a variable.' });
  });

  it('takes a missing answer for no answer, never for a zero', async () => {
    const { score } = createScore();
    const failing: ScorePrompt = async (text, examples) =>
      text === candidate
        ? evaluationOf(examples, (index) => (index === 0 ? null : 1))
        : score(text, examples);
    const measured = await measure({ score: failing });
    expect(measured[1]!.effect).toMatchObject({ leftOut: null, verdict: 'helps' });
  });

  it('measures only the hunks asked for and leaves the others as they are', async () => {
    const before = await measure();
    const again = await measure({ hunks: before, only: [hunks[1]!.id] });
    expect(again[0]).toBe(before[0]);
    expect(again[1]).toEqual(before[1]);
  });

  it('keeps an earlier effect when measuring more fails', async () => {
    const before = await measure();
    const again = await measure({ hunks: before, only: [hunks[1]!.id], maxCalls: 0 });
    expect(again[1]!.effect).toEqual(before[1]!.effect);
    expect(again[1]!.unmeasured).toMatch(/0 are left/);
  });

  it('does not trust graded scores on few examples', async () => {
    const score: ScorePrompt = async (text, examples) =>
      evaluationOf(examples, (index) => (text.includes('Reply') ? 0.9 : 0.1) + (index % 3) / 100);
    const measured = await measure({ score, validation: examplesOf(12) });
    expect(measured[1]!.effect).toMatchObject({ verdict: 'uncertain', reliable: false });
  });

  it('reports each hunk as soon as it is measured', async () => {
    const seen: string[] = [];
    await measure({
      onProgress: ({ done, total, hunk }) => seen.push(`${done}/${total} ${hunk.effect!.verdict}`),
    });
    expect(seen).toEqual(['1/3 negligible', '2/3 helps', '3/3 hurts']);
  });

  it('stops when cancelled', async () => {
    const controller = new AbortController();
    const { score, scored } = createScore();
    const stopping: ScorePrompt = async (text, examples) => {
      if (scored.length === 2) controller.abort();
      return score(text, examples);
    };
    await expect(measure({ score: stopping, signal: controller.signal })).rejects.toThrow('Cancelled.');
    expect(scored.length).toBe(3);
  });

  it('marks a hunk that copies a training example', async () => {
    const copied = 'My invoice shows two charges for the same month of service.';
    const train = [{ ...examplesOf(1)[0]!, inputs: { ticket: `Hello, ${copied.toLowerCase()} Why?` } }];
    const text = base.text.replace('Be helpful.', copied);
    const [hunk] = await measure({ hunks: diffHunks(base, text), candidateText: text, train });
    expect(hunk!.effect!.badges).toEqual(['spurious']);
    expect(hunk!.effect!.alarms).toEqual(['The new words copy text of training examples (e0).']);
  });

  it('says so when validation is empty', async () => {
    const [hunk] = await measure({ validation: [] });
    expect(hunk).toMatchObject({ effect: null, unmeasured: 'The validation part has no examples.' });
  });

  it('refuses hunks that do not make the candidate', async () => {
    await expect(measure({ candidateText: `${candidate}x` })).rejects.toThrow(/do not make the candidate/);
  });
});

describe('the price of effects', () => {
  it.each([
    [0, 0],
    [1, 0],
    [2, 2 * 50 * 3],
    [3, 6 * 50 * 3],
    [10, 20 * 50 * 3],
  ])('of %i hunks on 50 examples, 3 samples each, is %i calls', (count, calls) => {
    expect(effectCalls(count, 50, 3)).toBe(calls);
  });

  it('of one more sample covers every prompt that is compared', () => {
    expect([measureMoreCalls(1, 50), measureMoreCalls(4, 50)]).toEqual([100, 200]);
  });

  it('shares the 5 % of error out among the intervals', () => {
    expect(simultaneousConfidence(1)).toBeCloseTo(0.95);
    expect(simultaneousConfidence(5)).toBeCloseTo(0.995);
  });
});
