/** What doesn't count when two texts are compared. */
export interface TextNormalization {
  case: 'ignore' | 'keep';
  trim: boolean;
  punctuation: 'ignore' | 'keep';
  articles: 'ignore' | 'keep';
}

/**
 * The normalisation of the SQuAD evaluation script (Rajpurkar et al. 2016, `normalize_answer`): lower case, no
 * punctuation, no English articles, single spaces.
 */
export const SQUAD_NORMALIZATION: TextNormalization = {
  case: 'ignore',
  trim: true,
  punctuation: 'ignore',
  articles: 'ignore',
};

/**
 * ASCII punctuation as in Python's `string.punctuation`, which SQuAD uses, and every Unicode character of
 * category P, which MLQA adds for other languages (Lewis et al. 2020).
 */
const PUNCTUATION = /[!-/:-@[-`{-~\p{P}]/gu;
const ARTICLES = /(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}\p{M}_])/giu;

/**
 * The text with everything taken out that doesn't count. Whitespace runs become one space whenever something
 * was taken out of the middle, as SQuAD does. Idempotent for SQuAD's settings.
 */
export function normalizeText(text: string, normalization: TextNormalization): string {
  let result = normalization.case === 'ignore' ? text.toLowerCase() : text;
  if (normalization.punctuation === 'ignore') result = result.replace(PUNCTUATION, '');
  if (normalization.articles === 'ignore') result = result.replace(ARTICLES, ' ');
  if (normalization.punctuation === 'ignore' || normalization.articles === 'ignore') {
    result = result.replace(/\s+/g, ' ');
  }
  return normalization.trim ? result.trim() : result;
}
