import type { Score, ScoreRecord } from '../../engine/run/scores';
import type { PanelTask } from '../../panel/protocol';
import type { TaskOverview } from '../../server/protocol';

type PickedScores = Pick<PanelTask, 'scoredPart' | 'baseline' | 'best' | 'current'>;

/**
 * Baseline (the first text measured), best (the highest mean, the earlier at a tie) and current (the newest score of
 * the text with this hash). Only scores of the task's own model on the whole part as it is now are taken: scores of
 * other examples can't be compared.
 *
 * @param hash SHA-256 of the text as it stands, `null` where it isn't known
 */
export function pickScores({ scores, model, rows }: TaskOverview, hash: string | null): PickedScores {
  const scoredPart = rows !== null && rows.validation === 0 ? 'open' : 'validation';
  const examples = rows && (scoredPart === 'open' ? rows.train : rows.validation);
  const comparable = scores.flatMap((record) => {
    const score = record[scoredPart];
    const fits =
      score !== null && record.model === (model ?? record.model) && score.n === (examples ?? score.n);
    return fits ? [{ record, score }] : [];
  });
  return {
    scoredPart,
    baseline: comparable[0]?.score ?? null,
    best: highest(comparable.map(({ score }) => score)),
    current: newestOf(comparable, hash),
  };
}

function highest(scores: Score[]): Score | null {
  return scores.reduce<Score | null>(
    (best, score) => (best === null || score.mean > best.mean ? score : best),
    null,
  );
}

function newestOf(scored: { record: ScoreRecord; score: Score }[], hash: string | null): Score | null {
  return scored.findLast(({ record }) => record.promptSha256 === hash)?.score ?? null;
}
