import { countOf, idsOf, type Rule } from './rule';

/** An answer this much longer than the longest usual right answer counts as too long. */
const TOO_LONG = 1.5;

/** Free answers much longer than right ones are. */
export const tooLong: Rule = {
  name: 'too-long',
  find(context) {
    if (context.labels || context.targets.length === 0) return null;
    const lengths = context.targets.map(words).sort((a, b) => a - b);
    const usual = lengths[Math.floor((lengths.length - 1) * 0.9)]!;
    const long = context.failures.filter(({ output }) => words(output) > usual * TOO_LONG);
    if (long.length === 0) return null;
    const median = words(
      long.map(({ output }) => output).sort((a, b) => words(a) - words(b))[long.length >> 1]!,
    );
    const limit = usual === 1 ? 'one word' : `at most ${usual} words`;
    return {
      rule: 'too-long',
      instruction: `Answer in ${limit}.`,
      explanation:
        `${countOf(long, context)} are longer than ${limitWords(usual)} (half of them ${median} or more); ` +
        `nine in ten expected answers have ${usual} or fewer.`,
      exampleIds: idsOf(long),
      // Cutting an answer says little about what a shorter one would score: half of what is missing.
      gain: long.reduce((sum, { score }) => sum + (1 - score) / 2, 0),
    };
  },
};

function limitWords(usual: number): string {
  const most = Math.floor(usual * TOO_LONG);
  return most === 1 ? 'one word' : `${most} words`;
}

function words(text: string): number {
  return text.trim().split(/\s+/).filter(Boolean).length;
}
