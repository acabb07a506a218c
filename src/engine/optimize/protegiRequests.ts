import type { Question } from './askOptimizer';
import { describeFailures, type Failure } from './failures';
import { emptyTag, nonceFor, readTags, wrapTag, type Parsed } from './nonceReply';

/** A replacement as the optimizer model words it, before it is checked against the prompt. */
export interface ProposedEdit {
  find: string;
  replace: string;
}

interface Quoted {
  seed: number;
  promptText: string;
  /** Names of the prompt's template variables. */
  variables: ReadonlySet<string>;
  /** What the prompt's author replied to earlier explanations, newest last. */
  guidance: readonly string[];
}

/** One or two sentences were asked for; each is quoted in further requests and stands beside an edit. */
const MOST_REASON_CHARS = 4000;

const KEEP_RULES = [
  'Keep every template variable (such as {{name}}) exactly as it is: add none, drop none, rename none.',
  'Change as little as the purpose needs. Give general instructions; never copy an example into the prompt.',
].join('\n');

/** Asks why the prompt fails on these examples (ProTeGi's textual gradient, arXiv 2305.03495, section 2.2). */
export function critiqueQuestion(
  quoted: Quoted,
  failures: readonly Failure[],
  reasons: number,
): Question<string[]> {
  const examples = describeFailures(failures, quoted.variables);
  const nonce = nonceFor(quoted.seed, ['critique', quoted.promptText, examples, ...quoted.guidance]);
  return {
    text: [
      ...failingPrompt(quoted.promptText, examples, nonce),
      ...authorLines(quoted.guidance, nonce),
      `Give ${reasons} ${reasons === 1 ? 'reason' : 'reasons'} why the prompt could have got these examples wrong. ` +
        'Name what in the wording of the prompt leads to it, in one or two sentences.',
    ].join('\n\n'),
    form: `Reply with: ${emptyTag('reason', nonce)}${reasons > 1 ? ', once per reason' : ''}`,
    parse: (reply) => {
      const tags = readTags(reply, nonce, ['reason']);
      if (!tags.ok) return tags;
      const texts = tags.value.map(({ text }) => text.trim()).filter((text) => text !== '');
      if (texts.length === 0) return { ok: false, reason: 'The reason is empty.' };
      if (texts.some((text) => text.length > MOST_REASON_CHARS))
        return { ok: false, reason: 'The reason is too long. One or two sentences are enough.' };
      return { ok: true, value: texts.slice(0, reasons) };
    },
  };
}

/** Asks for edits that would mend what a critique names. */
export function editQuestion(
  quoted: Quoted,
  failures: readonly Failure[],
  critique: string,
  check: (edits: ProposedEdit[]) => string | null,
): Question<ProposedEdit[]> {
  const examples = describeFailures(failures, quoted.variables);
  const nonce = nonceFor(quoted.seed, ['edit', quoted.promptText, examples, critique, ...quoted.guidance]);
  return {
    text: [
      ...failingPrompt(quoted.promptText, examples, nonce),
      'The problem with the prompt is:',
      wrapTag('critique', nonce, critique),
      ...authorLines(quoted.guidance, nonce),
      'Mend the prompt with one edit, or a few where one is not enough. An edit names a passage of the prompt, ' +
        'copied exactly, that stands in it only once, and the text to put in its place. To insert, name the ' +
        'passage before the new text and repeat it.',
      KEEP_RULES,
    ].join('\n\n'),
    form: `Reply with: ${emptyTag('find', nonce)}${emptyTag('replace', nonce)}, one such pair per edit`,
    parse: (reply) => {
      const edits = readPairs(reply, nonce);
      if (!edits.ok) return edits;
      const refusal = check(edits.value);
      return refusal ? { ok: false, reason: refusal } : edits;
    },
  };
}

function readPairs(reply: string, nonce: string): Parsed<ProposedEdit[]> {
  const tags = readTags(reply, nonce, ['find', 'replace']);
  if (!tags.ok) return tags;
  const edits: ProposedEdit[] = [];
  for (let index = 0; index < tags.value.length; index += 2) {
    const find = tags.value[index]!;
    const replace = tags.value[index + 1];
    if (find.tag !== 'find' || replace?.tag !== 'replace') {
      return {
        ok: false,
        reason: `Each ${emptyTag('find', nonce)} needs its ${emptyTag('replace', nonce)}.`,
      };
    }
    edits.push({ find: find.text, replace: replace.text });
  }
  return { ok: true, value: edits };
}

/** Asks for the same instruction in other words (ProTeGi's Monte Carlo step, section 2.2). */
export function paraphraseQuestion(
  seed: number,
  text: string,
  draw: number,
  check: (paraphrase: string) => string | null,
): Question<string> {
  const nonce = nonceFor(seed, ['paraphrase', text, String(draw)]);
  return {
    text: [
      'Say this part of a prompt in other words and keep its meaning:',
      wrapTag('text', nonce, text),
      KEEP_RULES,
    ].join('\n\n'),
    form: `Reply with: ${emptyTag('paraphrase', nonce)}`,
    draw,
    parse: (reply) => {
      const tags = readTags(reply, nonce, ['paraphrase']);
      if (!tags.ok) return tags;
      if (tags.value.length !== 1) return { ok: false, reason: 'One paraphrase was asked for.' };
      const paraphrase = tags.value[0]!.text;
      const refusal = check(paraphrase);
      return refusal ? { ok: false, reason: refusal } : { ok: true, value: paraphrase };
    },
  };
}

/** How both requests about failures begin. */
function failingPrompt(promptText: string, examples: string, nonce: string): string[] {
  return [
    'I am writing a prompt for a language model. My current prompt is:',
    wrapTag('prompt', nonce, promptText),
    'It gets these examples wrong:',
    wrapTag('examples', nonce, examples),
  ];
}

function authorLines(guidance: readonly string[], nonce: string): string[] {
  if (guidance.length === 0) return [];
  return ["The prompt's author says, and is to be heeded:", wrapTag('author', nonce, guidance.join('\n'))];
}
