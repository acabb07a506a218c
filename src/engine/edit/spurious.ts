import type { Evaluation, ExampleResult } from '../evaluate/evaluation';
import { DEFAULT_MARGIN, guardGotWorse } from '../evaluate/nonInferiority';

/** When an edit looks like a shortcut. Chosen by judgement; all in one place so that they can be argued with. */
export const SPURIOUS_THRESHOLDS = {
  /** An edit that makes the prompt longer than this many times its length … */
  lengthFactor: 2,
  /** … and by at least this many characters: doubling a one-line prompt is no alarm. */
  minGrowthChars: 1000,
  /** Mean score that the examples of one label lose while the whole gains. */
  labelLoss: 0.5,
  /** Examples that a label must have to count. */
  minLabelExamples: 5,
  /** Share of examples by which a guard may get worse. */
  guardMargin: DEFAULT_MARGIN,
};

export interface SpuriousCheck {
  base: string;
  hunk: { oldText: string; newText: string };
  /** Ids of the examples whose text the edit copies. */
  copiedFrom: readonly string[];
  /** Evaluations without and with the hunk, on the same examples. */
  pairs: readonly (readonly [without: Evaluation, withHunk: Evaluation])[];
}

/** Why an edit may raise the score without making the prompt better, one sentence each; none when it looks sound. */
export function spuriousAlarms({ base, hunk, copiedFrom, pairs }: SpuriousCheck): string[] {
  return [
    ...copyAlarm(copiedFrom),
    ...lengthAlarm(base, hunk),
    ...distinct(pairs.flatMap(([without, withHunk]) => worseGuards(without, withHunk))).map(
      (guard) => `The guard ${guard} gets worse.`,
    ),
    ...distinct(pairs.flatMap(([without, withHunk]) => lostLabels(without, withHunk))).map(
      (label) => `Examples with the target ${JSON.stringify(label)} lose what the others gain.`,
    ),
  ];
}

const EXAMPLES_NAMED = 3;

function copyAlarm(copiedFrom: readonly string[]): string[] {
  if (copiedFrom.length === 0) return [];
  const named = copiedFrom.slice(0, EXAMPLES_NAMED).join(', ');
  const more = copiedFrom.length > EXAMPLES_NAMED ? ` and ${copiedFrom.length - EXAMPLES_NAMED} more` : '';
  return [`The new words copy text of training examples (${named}${more}).`];
}

function lengthAlarm(base: string, { oldText, newText }: SpuriousCheck['hunk']): string[] {
  const growth = newText.length - oldText.length;
  const { lengthFactor, minGrowthChars } = SPURIOUS_THRESHOLDS;
  if (growth < minGrowthChars || base.length + growth <= lengthFactor * base.length) return [];
  return [`It makes the prompt more than ${lengthFactor} times as long (${growth} characters more).`];
}

function worseGuards(without: Evaluation, withHunk: Evaluation): string[] {
  const pairs = pairExamples(without, withHunk);
  const names = distinct(pairs.flatMap(([before]) => Object.keys(before.guards)));
  return names.filter((name) => {
    const both = pairs.filter(([before, after]) => name in before.guards && name in after.guards);
    if (both.length === 0) return false;
    const passes = (side: 0 | 1) => both.map((pair) => pair[side].guards[name]!);
    return guardGotWorse(passes(0), passes(1), SPURIOUS_THRESHOLDS.guardMargin);
  });
}

/** Labels whose examples lose heavily while the mean of all rises: answering with the commoner label instead. */
function lostLabels(without: Evaluation, withHunk: Evaluation): string[] {
  const pairs = pairExamples(without, withHunk);
  if (pairs.length === 0 || meanGain(pairs) <= 0) return [];
  return [...byTarget(pairs)].flatMap(([label, ofLabel]) => {
    if (typeof label !== 'string' || ofLabel.length < SPURIOUS_THRESHOLDS.minLabelExamples) return [];
    return meanGain(ofLabel) <= -SPURIOUS_THRESHOLDS.labelLoss ? [label] : [];
  });
}

type ResultPair = [before: ExampleResult, after: ExampleResult];

function pairExamples(without: Evaluation, withHunk: Evaluation): ResultPair[] {
  const after = new Map(withHunk.examples.map((example) => [example.id, example]));
  return without.examples.flatMap((before) => {
    const match = after.get(before.id);
    return match ? [[before, match] satisfies ResultPair] : [];
  });
}

/** What `Map.groupBy` does, which Node 20 lacks. */
function byTarget(pairs: readonly ResultPair[]): Map<unknown, ResultPair[]> {
  const groups = new Map<unknown, ResultPair[]>();
  for (const pair of pairs) {
    const group = groups.get(pair[0].target);
    if (group) group.push(pair);
    else groups.set(pair[0].target, [pair]);
  }
  return groups;
}

function meanGain(pairs: readonly ResultPair[]): number {
  const gains = pairs.map(([before, after]) => (after.score ?? 0) - (before.score ?? 0));
  return gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
