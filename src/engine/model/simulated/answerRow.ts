import { canonicalJson } from '../canonicalJson';
import { activeFaults } from './activeFaults';
import { chance, choose } from '../chance';
import { deviate } from './deviate';
import { rightAnswer, type KnownExample } from './knowledge';
import type { ScriptAnswers, SimulatedScript } from './script';

/** What the simulated model says when it can't tell, or doesn't know. */
export const DONT_KNOW = "I don't know.";

/**
 * The scripted answer to a row under a prompt. Chance is a hash of the script's seed, the fault's name and the row, so
 * that a fault strikes the same rows under every prompt; where `noise` strikes a draw, the draw's number joins in.
 */
export function answerRow(
  script: SimulatedScript & { answers: ScriptAnswers },
  row: KnownExample,
  targets: readonly string[],
  prompt: string,
  draw: number,
): string {
  const { seed, answers } = script;
  const content = canonicalJson([row.inputs, row.target]);
  const noisy = answers.noise > 0 && chance(seed, 'noise', content, draw) < answers.noise;
  const roll = (name: string) => (noisy ? chance(seed, name, content, draw) : chance(seed, name, content));

  const right = rightAnswer(row);
  const others = targets.filter((target) => target !== right);
  const other = choose(others, seed, 'other', content) ?? DONT_KNOW;
  for (const fault of activeFaults(answers, prompt)) {
    const answer = roll(`fault ${fault.name}`) < fault.share ? deviate(fault, row, other) : null;
    if (answer !== null) return answer;
  }
  return roll('base') < answers.base ? right : other;
}
