import { count, formatCost } from './format';
import { post } from './host';
import { Icon } from './icon';
import { describeOutcome } from './outcome';
import type { PanelLastRun, PanelTask } from './protocol';
import { standingLooks } from './standing';

/** How the last run ended, and the way into its review. */
export function LastRun({ task, run }: { task: PanelTask; run: PanelLastRun }) {
  const { icon } = standingLooks[run.standing];
  return (
    <div class="last-run" role="group" aria-label="Last run">
      <p class="outcome">
        <Icon name={run.changed ? icon : 'dash'} class={`standing-${run.standing}`} />
        <span>{describeOutcome(run)}</span>
      </p>
      <p class="muted numbers">
        {run.method} · seed {run.seed} · <time dateTime={run.finishedAt}>{shortTime(run.finishedAt)}</time>
        <br />
        {formatCost(run.cost)}
      </p>
      {run.openHunks > 0 && (
        <div class="open-hunks">
          <span>{count(run.openHunks, 'edit')} to decide</span>
          <button
            type="button"
            class="secondary small"
            onClick={() => post({ type: 'review', taskFile: task.taskFile })}
          >
            <Icon name="diff" /> Review
          </button>
        </div>
      )}
    </div>
  );
}

/** Date and time in the reader's own way; a time that can't be read is shown as it is written. */
function shortTime(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  return time.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}
