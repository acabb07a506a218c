import { compileLinearRegex, type LinearRegex } from '../../metric/linearRegex';
import type { Fault, Harm, ScriptAnswers } from './script';

/** The faults that a prompt leaves unmended and the harms that it brings, in the script's order, faults first. */
export function activeFaults(answers: ScriptAnswers, prompt: string): (Fault | Harm)[] {
  return [
    ...answers.faults.filter(({ mend }) => !anyFound(mend, prompt)),
    ...answers.harms.filter(({ found }) => anyFound(found, prompt)),
  ];
}

/** Compiled once per list: a run asks thousands of times. */
const compiled = new WeakMap<readonly string[], LinearRegex[]>();

/** Whether any of the patterns, in whatever case, is found in the text. The schema has checked that they compile. */
export function anyFound(patterns: readonly string[], text: string): boolean {
  let regexes = compiled.get(patterns);
  if (!regexes) {
    regexes = patterns.map((source) => compileLinearRegex(source, 'i')).filter((regex) => 'found' in regex);
    compiled.set(patterns, regexes);
  }
  return regexes.some((regex) => regex.found(text));
}
