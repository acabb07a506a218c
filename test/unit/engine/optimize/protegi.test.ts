import { describe, expect, it } from 'vitest';
import { RedlineError } from '../../../../src/engine/errors';
import { summarizeEvaluation } from '../../../../src/engine/evaluate/summarizeEvaluation';
import { createMetric } from '../../../../src/engine/metric/metricRegistry';
import type { ChatModel } from '../../../../src/engine/model/chatModel';
import { NO_COST } from '../../../../src/engine/model/cost';
import type { OptimizerContext, OptimizerStep, ScorePrompt } from '../../../../src/engine/optimize/optimizer';
import { protegi } from '../../../../src/engine/optimize/protegi';
import { parsePrompt } from '../../../../src/engine/prompt/parsePrompt';
import type { Example, Task } from '../../../../src/engine/task/task';

const PROMPT = 'Sort the ticket. Be helpful.\n\nTicket: {{ticket}}\n';
const train = Array.from({ length: 24 }, (_, index): Example => {
  return { id: `e${index}`, row: index + 1, part: 'train', inputs: { ticket: `t${index}` }, target: 'bug' };
});

/** Right on every example when the text says `name only`, on every third otherwise. Keeps what was scored. */
function scorer(): { score: ScorePrompt; texts: Set<string> } {
  const texts = new Set<string>();
  const score: ScorePrompt = async (text, examples) => {
    texts.add(text);
    const results = examples.map(({ id, row, target }, index) => {
      const right = text.includes('name only') || index % 3 === 0;
      return {
        ...{ id, row, target, status: 'ok' as const, score: right ? 1 : 0, samples: [right ? 1 : 0] },
        ...{ metrics: {}, guards: {}, output: right ? 'bug' : 'It is a bug.' },
      };
    });
    return summarizeEvaluation({
      promptSha256: text,
      model: 'm',
      split: 'train',
      examples: results,
      cost: NO_COST,
    });
  };
  return { score, texts };
}

/** An optimizer model that critiques alike and edits as told; keeps the requests. */
function optimizerModel(editReply: (nonce: string) => string) {
  const requests: string[] = [];
  const model: ChatModel = {
    identity: { provider: 'echo', origin: '', name: 'scripted' },
    label: 'scripted',
    complete: async ({ messages }) => {
      const request = messages.map(({ content }) => content).join('\n');
      requests.push(request);
      const nonce = /-([0-9a-f]{8})>/.exec(messages.at(-1)!.content)![1]!;
      const asks = (tag: string) => messages.at(-1)!.content.includes(`<${tag}-${nonce}>…`);
      const text = asks('reason')
        ? `<reason-${nonce}>Answers are sentences.</reason-${nonce}>`
        : asks('paraphrase')
          ? `<paraphrase-${nonce}>Give the name only.</paraphrase-${nonce}>`
          : editReply(nonce);
      return { text, finish: 'stop', usage: { inputTokens: 1, outputTokens: 1 }, cached: false };
    },
  };
  return { model, requests };
}

const pair = (find: string, replace: string) => (nonce: string) =>
  `<find-${nonce}>${find}</find-${nonce}><replace-${nonce}>${replace}</replace-${nonce}>`;

async function run(model: ChatModel, overrides: Partial<OptimizerContext> = {}): Promise<OptimizerStep[]> {
  const context: OptimizerContext = {
    prompt: parsePrompt('sort.prompt.md', PROMPT),
    task: { samples: 1 } as Task,
    ...{ train, validation: [], score: scorer().score, optimizerModel: model },
    metric: createMetric({ name: 'exact-match', weight: 1, options: {} }),
    remainingCalls: () => 2000,
    ...{ seed: 1, guidance: [], options: { rounds: 2 }, signal: new AbortController().signal },
    ...overrides,
  };
  const steps: OptimizerStep[] = [];
  for await (const step of protegi.run(context)) steps.push(step);
  return steps;
}

describe('ProTeGi', () => {
  it('turns critiques into edits that carry them, and keeps the best', async () => {
    const { model } = optimizerModel(pair('Be helpful.', 'Reply with the name only.'));
    const steps = await run(model);
    const { best } = steps.at(-1)!;
    expect(best.text).toContain('name only');
    expect(best.score).toBe(1);
    expect(best.edits[0]!.why).toMatchObject({ method: 'protegi', step: 1 });
    expect(['critique', 'paraphrase']).toContain(best.edits[0]!.why.kind);
    expect(best.edits[0]!.why.text).toContain('Answers are sentences.');
    expect(best.edits[0]!.why.exampleIds.length).toBeGreaterThan(0);
  });

  it.each([
    ['drops a variable', pair('Ticket: {{ticket}}', 'Ticket:')],
    ['adds a variable', pair('Be helpful.', 'Answer for {{customer}}.')],
    ['names text that is not there', pair('Be polite.', 'Be brief.')],
    ['names text that stands twice', pair('e', 'x')],
    ['changes nothing', pair('Be helpful.', 'Be helpful.')],
    ['cannot be read', () => 'Here is your new prompt: be brief!'],
    ['is empty', () => ''],
  ])('asks again, then drops an edit that %s: it is never scored', async (_what, reply) => {
    const { model, requests } = optimizerModel(reply);
    const { score, texts } = scorer();
    const steps = await run(model, { score, options: { rounds: 1, paraphrases: 0 } });
    expect([...texts]).toEqual([PROMPT]);
    expect(steps[0]!.candidates).toEqual([]);
    expect(steps[0]!.best.text).toBe(PROMPT);
    expect(steps[0]!.rejected.length).toBeGreaterThan(0);
    expect(requests.some((request) => request.includes("Your reply can't be used"))).toBe(true);
  });

  it('shows the optimizer model the whole prompt and what the author replied', async () => {
    const { model, requests } = optimizerModel(pair('Be helpful.', 'Reply with the name only.'));
    await run(model, { guidance: ['Keep it friendly.'] });
    const critique = requests.find((request) => request.includes('Give 1 reason'))!;
    expect(critique).toContain(PROMPT);
    expect(critique).toContain('Keep it friendly.');
    expect(critique).toContain('Expected answer: bug');
  });

  it('is the same run for the same seed', async () => {
    const texts = async (seed: number) => {
      const { model } = optimizerModel(pair('Be helpful.', 'Reply with the name only.'));
      return (await run(model, { seed })).map(({ candidates }) => candidates.map(({ id }) => id));
    };
    expect(await texts(3)).toEqual(await texts(3));
  });

  it('stops when nothing fails any more', async () => {
    const { model, requests } = optimizerModel(pair('Be helpful.', 'Reply with the name only.'));
    const perfect: ScorePrompt = (text, examples) => scorer().score(`${text} name only`, examples);
    const steps = await run(model, { score: perfect });
    expect(requests).toEqual([]);
    expect(steps).toHaveLength(1);
  });

  it('passes on what ends the model: nothing is swallowed', async () => {
    const { model } = optimizerModel(() => '');
    const failing: ChatModel = {
      ...model,
      complete: () => Promise.reject(new RedlineError('provider', 'Gone.')),
    };
    await expect(run(failing)).rejects.toThrow('Gone.');
  });
});
