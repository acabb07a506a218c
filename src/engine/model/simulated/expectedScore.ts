import { activeFaults } from './activeFaults';
import { deviate } from './deviate';
import type { KnownExample } from './knowledge';
import type { SimulatedScript } from './script';

/**
 * The share of right answers that the script is written to give under a prompt: base × Π(1 − share) over the faults
 * that the prompt leaves unmended and the harms that it brings. The optimum is this for a prompt that mends all and
 * harms nothing: `base`.
 *
 * `prompt` is the text without any row's input values. A fault that says nothing about some targets strikes fewer
 * rows; given the `rows` asked about, that is taken into account exactly. A score counts as right what equals the
 * target; a laxer metric scores more. 0 for a script that has no `answers`.
 */
export function expectedScore(
  script: SimulatedScript,
  prompt: string,
  rows?: readonly KnownExample[],
): number {
  const { answers } = script;
  if (!answers) return 0;
  const active = activeFaults(answers, prompt);
  const scoreOf = (strikes: (fault: (typeof active)[number]) => boolean) =>
    active.filter(strikes).reduce((score, { share }) => score * (1 - share), answers.base);
  if (!rows || rows.length === 0) return scoreOf(() => true);
  // Any other answer will do: whether a fault strikes a row doesn't hang on which one it is.
  return (
    rows.reduce((sum, row) => sum + scoreOf((fault) => deviate(fault, row, '\0') !== null), 0) / rows.length
  );
}
