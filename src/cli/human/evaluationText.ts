import type { Evaluation, ExampleResult } from '../../engine/evaluate/evaluation';
import { formatScore, formatScoreInterval } from '../../engine/evaluate/scoreFormat';
import type { TaskEvaluation } from '../../engine/run/evaluateTask';
import type { SplitName } from '../../engine/task/task';
import { cutLine } from '../plainText';
import type { Line } from '../terminal';
import { costText, countText } from './numbers';

const PARTS: Record<SplitName, string> = {
  open: 'train and validation part',
  train: 'train part',
  validation: 'validation part',
  test: 'sealed test part',
  all: 'all parts, the sealed test part too',
};

/** Examples shown that went wrong. */
const MOST_SHOWN = 5;

/** Longest answer shown, in characters. */
const LONGEST = 90;

/** An evaluation for people to read. */
export function evaluationText({ opened, evaluation }: TaskEvaluation): Line[] {
  const { split, model, cost } = evaluation;
  return [
    { style: 'heading', text: `${opened.prompt.path} · ${model} · ${PARTS[split]}` },
    '',
    scoreLine(evaluation),
    ...guardLines(evaluation),
    `Cost: ${costText(cost)}`,
    ...wrongAnswers(evaluation),
  ];
}

function scoreLine({ complete, failed, n, mean, ci, reliable }: Evaluation): string {
  if (!complete) {
    const found =
      mean === null
        ? ''
        : ` Of the others the mean is ${formatScore(mean)}, which is no score of the prompt.`;
    return `Incomplete: ${countText(failed, 'example')} of ${n} without an answer.${found}`;
  }
  const interval = ci ? ` (95 % ${formatScoreInterval(ci)})` : '';
  const doubt = reliable ? '' : '; too few examples to rely on the interval';
  return `Score ${formatScore(mean!)}${interval}, n = ${n}${doubt}`;
}

function guardLines({ examples }: Evaluation): string[] {
  const answered = examples.filter(({ guards }) => Object.keys(guards).length > 0);
  return Object.keys(answered[0]?.guards ?? {}).map((name) => {
    const passed = answered.filter(({ guards }) => guards[name]).length;
    return `Guard ${name}: ${passed} of ${answered.length} pass`;
  });
}

/** The lowest scores, but never rows of the sealed part: they stay a number. */
function wrongAnswers({ split, examples }: Evaluation): Line[] {
  if (split === 'test' || split === 'all') return [];
  const wrong = examples
    .filter(
      (example): example is ExampleResult & { score: number } => example.score !== null && example.score < 1,
    )
    .sort((a, b) => a.score - b.score || a.row - b.row);
  if (wrong.length === 0) return [];
  const shown = wrong.slice(0, MOST_SHOWN);
  return [
    '',
    `${countText(wrong.length, 'example')} below 1, the lowest first:`,
    ...shown.flatMap(({ row, score, output, target }): Line[] => [
      `  row ${row}, score ${formatScore(score)}`,
      { style: 'removed', text: `    got      ${cutLine(output ?? '', LONGEST)}` },
      { style: 'added', text: `    expected ${cutLine(targetText(target), LONGEST)}` },
    ]),
  ];
}

function targetText(target: unknown): string {
  return typeof target === 'string' ? target : JSON.stringify(target);
}
