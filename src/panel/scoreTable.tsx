import type { Score } from '../engine/run/scores';
import { formatScore, formatScoreInterval } from '../engine/evaluate/scoreFormat';
import { count } from './format';
import type { PanelTask } from './protocol';
import { Whisker, whiskerDomain, type Domain } from './whisker';

const explanations = {
  Baseline: 'The first text of this prompt that was measured.',
  Best: 'The highest score that any text of this prompt has had.',
  Current: 'The text as it stands in the editor now.',
};
type RowName = keyof typeof explanations;

/** Baseline, best and current score: a dot with its 95 % interval, and the numbers. */
export function ScoreTable({ task }: { task: PanelTask }) {
  const rows: [RowName, Score | null][] = [
    ['Baseline', task.baseline],
    ['Best', task.best],
    ['Current', task.current],
  ];
  const measured = rows.flatMap(([, score]) => (score === null ? [] : [score]));
  if (measured.length === 0) return <NotMeasured task={task} />;
  const domain = whiskerDomain(measured);
  return (
    <table class="scores">
      <caption>{caption(task, measured)}</caption>
      <thead>
        <tr>
          <th scope="col" class="visually-hidden">
            Text
          </th>
          <td class="whisker-cell scale" aria-hidden="true">
            <span>{formatScore(domain[0])}</span>
            <span>{formatScore(domain[1])}</span>
          </td>
          <th scope="col">Mean</th>
          <th scope="col">95 % interval</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, score]) => (
          <ScoreRow
            key={name}
            name={name}
            score={score}
            domain={domain}
            reference={task.baseline?.mean ?? null}
          />
        ))}
      </tbody>
    </table>
  );
}

interface ScoreRowProps {
  name: RowName;
  score: Score | null;
  domain: Domain;
  reference: number | null;
}

function ScoreRow({ name, score, domain, reference }: ScoreRowProps) {
  return (
    <tr class={name === 'Current' ? 'current' : ''}>
      <th scope="row" title={explanations[name]}>
        {name}
      </th>
      <td class="whisker-cell" aria-hidden="true">
        {score !== null && <Whisker score={score} domain={domain} reference={reference} />}
      </td>
      {score === null ? (
        <td colSpan={2} class="muted">
          not measured
        </td>
      ) : (
        <>
          <td class="number">{formatScore(score.mean)}</td>
          <td class="number muted">{score.ci === null ? 'none' : formatScoreInterval(score.ci)}</td>
        </>
      )}
    </tr>
  );
}

function caption(task: PanelTask, [first]: Score[]): string {
  const part = task.scoredPart === 'validation' ? 'Scores on validation' : 'Scores on the open part';
  return first === undefined ? part : `${part}, ${count(first.n, 'example')}`;
}

function NotMeasured({ task }: { task: PanelTask }) {
  if (task.problem !== null) return null;
  const rows = task.rows === null ? null : task.rows.train + task.rows.validation;
  const examples = rows === null ? 'the open examples' : `the ${count(rows, 'open example')}`;
  return (
    <p class="hint">Not measured yet. Evaluate scores the prompt on {examples} of train and validation.</p>
  );
}
