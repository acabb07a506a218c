import { targetTexts } from '../failures';
import { countOf, idsOf, instanceOf, mendedBy, type Rule } from './rule';

/** Right answers inside a sentence. */
export const proseAround: Rule = {
  name: 'prose-around-answer',
  find(context) {
    const { failures, gain } = mendedBy(context, (output, { example }) => {
      const target = targetTexts(example.target).find((text) => text !== '' && holdsWords(output, text));
      if (target === undefined) return null;
      // What is left may differ in punctuation alone: that is another rule's.
      return wordCount(output) > wordCount(target) ? target : null;
    });
    if (failures.length === 0) return null;
    const noun = context.labels ? 'category name' : 'answer itself';
    return {
      rule: 'prose-around-answer',
      instruction: `Reply with the ${noun} only: no sentence around it and no explanation.`,
      explanation:
        `${countOf(failures, context)} hold the expected answer with other words around it${instanceOf(failures)}. ` +
        'Taken alone it would have scored.',
      exampleIds: idsOf(failures),
      gain,
    };
  },
};

function holdsWords(output: string, target: string): boolean {
  const escaped = target.toLocaleLowerCase().replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'u').test(output.toLocaleLowerCase());
}

function wordCount(text: string): number {
  return text.trim().split(/\s+/).length;
}
