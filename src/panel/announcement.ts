import type { PanelRunning, PanelState } from './protocol';

const kinds: Record<PanelRunning['kind'], string> = {
  evaluate: 'Evaluating',
  optimize: 'Optimizing',
  'score subset': 'Scoring the accepted edits',
  measure: 'Measuring an edit',
};

/** What an operation does, as a present participle. */
export function doing(running: PanelRunning): string {
  return kinds[running.kind];
}

/**
 * What a screen reader is told about the operations under way, and about those that were under way in the state
 * before. The text changes only with the phase and with each quarter done, so that a polite live region isn't flooded.
 *
 * @returns `''` where there is nothing new to say
 */
export function announce(before: PanelState | null, now: PanelState): string {
  const current = new Set(now.running.map(({ operation }) => operation));
  const ended = (before?.running ?? []).filter(({ operation }) => !current.has(operation));
  return [
    ...ended.map((running) => `${doing(running)}, ${titleOf(now, running.taskFile)}: ended.`),
    ...now.running.map(
      (running) => `${doing(running)}, ${titleOf(now, running.taskFile)}: ${reached(running)}.`,
    ),
  ].join(' ');
}

function reached({ phase, done, total }: PanelRunning): string {
  const quarters = total > 0 ? Math.floor((done / total) * 4) : 0;
  return `${phase}, ${quarters * 25} percent`;
}

function titleOf(state: PanelState, taskFile: string): string {
  return state.tasks.find((task) => task.taskFile === taskFile)?.title ?? taskFile;
}
