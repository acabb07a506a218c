import { useLayoutEffect, useRef } from 'preact/hooks';
import { doing } from './announcement';
import { formatScore } from '../engine/evaluate/scoreFormat';
import { count, formatCost } from './format';
import { post } from './host';
import { Icon } from './icon';
import type { PanelRunning } from './protocol';

/** An operation under way: how far it is, what it has found and spent, and a button that stops it. */
export function Progress({ running }: { running: PanelRunning }) {
  const stop = useRef<HTMLButtonElement>(null);
  useFocusAfterwards(stop);
  const known = running.total > 0;
  return (
    <div class="progress" role="group" aria-label={doing(running)}>
      <div class="progress-head">
        <span class="progress-title">
          {doing(running)} <span class="muted">· {running.phase}</span>
        </span>
        <button
          type="button"
          class="secondary small"
          ref={stop}
          onClick={() => post({ type: 'stop', operation: running.operation })}
        >
          <Icon name="debug-stop" /> Stop
        </button>
      </div>
      <progress aria-label={running.phase} {...(known ? { value: running.done, max: running.total } : {})} />
      <p class="numbers">{numbers(running)}</p>
      <p class="muted numbers">{formatCost(running.cost)}</p>
      {running.message !== '' && <p class="muted message">{running.message}</p>}
    </div>
  );
}

function numbers({ phase, done, total, unit, mean, failed }: PanelRunning): string {
  return [
    total > 0 ? `${done} of ${total} ${unit}` : 'Starting',
    ...(mean === null ? [] : [`${phase === 'searching' ? 'best' : 'mean'} so far ${formatScore(mean)}`]),
    ...(failed === 0 ? [] : [`${count(failed, 'example')} without an answer`]),
  ].join(' · ');
}

/** When the button goes while it has the focus, the focus goes to its section's heading and isn't lost. */
function useFocusAfterwards(button: { current: HTMLButtonElement | null }): void {
  useLayoutEffect(() => {
    const element = button.current;
    const heading = element?.closest('.fold')?.querySelector<HTMLButtonElement>('.fold-title');
    return () => {
      if (document.activeElement === element) heading?.focus();
    };
  }, []);
}
