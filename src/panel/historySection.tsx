import { Fold } from './fold';
import { formatScore } from '../engine/evaluate/scoreFormat';
import { HistoryChart, type HistoryPoint } from './historyChart';
import type { PanelRunning, PanelTask } from './protocol';

interface HistorySectionProps {
  task: PanelTask;
  /** The search under way, if there is one: its steps take the place of the last run's. */
  searching: PanelRunning | undefined;
}

/** The best score by step: drawn, and as a table for those who can't see the drawing or want the numbers. */
export function HistorySection({ task, searching }: HistorySectionProps) {
  const history = searching?.history ?? task.lastRun?.history ?? [];
  const title = searching === undefined ? 'Best Score by Step' : 'Best Score so Far';
  if (history.every(({ best }) => best === null)) return null;
  return (
    <Fold id={`${task.taskFile}|history`} level={3} title={title} openByDefault>
      <div role="img" aria-label={summarize(history)} class="chart">
        <HistoryChart
          history={history}
          reference={searching === undefined ? (task.lastRun?.validation.seed ?? null) : null}
        />
      </div>
      <Fold id={`${task.taskFile}|history table`} level={4} title="As a Table" openByDefault={false}>
        <HistoryTable history={history} />
      </Fold>
    </Fold>
  );
}

function HistoryTable({ history }: { history: HistoryPoint[] }) {
  return (
    <table class="history">
      <thead>
        <tr>
          <th scope="col">Step</th>
          <th scope="col">Best score</th>
          <th scope="col">Calls</th>
        </tr>
      </thead>
      <tbody>
        {history.map(({ step, best, calls }) => (
          <tr key={step}>
            <td class="number">{step}</td>
            <td class="number">{best === null ? 'none' : formatScore(best)}</td>
            <td class="number">{calls}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The chart in a sentence: `Chart of the best score: 0.61 at step 0, 0.83 at step 6.` */
function summarize(history: HistoryPoint[]): string {
  const known = history.filter(({ best }) => best !== null);
  const ends = [known[0], known.at(-1)].filter((point) => point !== undefined);
  const said = ends.map(({ step, best }) => `${best === null ? 'none' : formatScore(best)} at step ${step}`);
  return `Chart of the best score: ${[...new Set(said)].join(', ')}. The same numbers stand in the table below it.`;
}
