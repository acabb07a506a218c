import { strictObject } from '../schema/schemaProblem';
import { acceptedAnswers, textTargetProblem } from './acceptedAnswers';
import { defineMetric } from './metricKind';
import { normalizeText, SQUAD_NORMALIZATION } from './normalizeText';

/**
 * Words between spaces; in scripts written without spaces every character is a token, as MLQA does for Chinese
 * (Lewis et al. 2020).
 */
const TOKEN =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]|[^\s\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]+/gu;

/**
 * Token F1 of two texts, in [0, 1]: the harmonic mean of the share of the answer's tokens that stand in the
 * target and of the target's that stand in the answer, counting repeats. Source: SQuAD's evaluation script
 * (Rajpurkar et al. 2016; two texts without tokens score 1, one without 0, as in version 2.0). Symmetric.
 */
export function tokenF1(output: string, target: string): number {
  const answer = tokensOf(output);
  const wanted = tokensOf(target);
  if (answer.length === 0 || wanted.length === 0) return answer.length === wanted.length ? 1 : 0;
  const shared = sharedCount(answer, wanted);
  return (2 * shared) / (answer.length + wanted.length);
}

/** The best token F1 over the accepted answers. */
export const f1 = defineMetric({
  name: 'f1',
  description: 'How far the words of the answer are those of the target (token F1 as in SQuAD).',
  binary: false,
  options: strictObject({}),
  ready: () => ({
    needsTarget: true,
    targetProblem: (target) => textTargetProblem(target, 'f1'),
    score: ({ output, target }) => Math.max(...acceptedAnswers(target).map((text) => tokenF1(output, text))),
  }),
});

function tokensOf(text: string): string[] {
  return normalizeText(text, SQUAD_NORMALIZATION).match(TOKEN) ?? [];
}

function sharedCount(a: readonly string[], b: readonly string[]): number {
  const left = new Map<string, number>();
  for (const token of a) left.set(token, (left.get(token) ?? 0) + 1);
  let shared = 0;
  for (const token of b) {
    const count = left.get(token) ?? 0;
    if (count > 0) shared++;
    left.set(token, count - 1);
  }
  return shared;
}
