import { formatScore, formatScoreInterval } from '../engine/evaluate/scoreFormat';
import type { Score } from '../engine/run/scores';

/** `0.71 (0.62–0.78) on 120 examples` */
export function scoreText({ mean, ci, n }: Score): string {
  return `${formatScore(mean)}${ci ? ` (${formatScoreInterval(ci)})` : ''} on ${n} ${n === 1 ? 'example' : 'examples'}`;
}
