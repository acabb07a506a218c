import { formatDifference } from '../engine/evaluate/scoreFormat';
import type { PanelLastRun } from './protocol';
import { judged, power } from './standing';

/** The outcome of a run in one or two plain sentences, with the interval that it rests on. */
export function describeOutcome(run: PanelLastRun): string {
  const outcome = run.changed
    ? describeChange(run)
    : 'Nothing to suggest: no candidate did better than the prompt.';
  return [outcome, interruptions[run.stopped ?? 'none']].join(' ').trim();
}

const interruptions = {
  none: '',
  budget: 'The budget ended the search before its last step.',
  cancelled: 'The search was stopped before its last step.',
};

function describeChange(run: PanelLastRun): string {
  const { part, comparison } = judged(run);
  const shown = formatDifference(comparison.difference, comparison.ci);
  switch (run.standing) {
    case 'proven':
      return `Proven on ${part}: ${shown}.`;
    case 'unproven':
      return `Unproven: ${shown} on ${part}. ${whyUnproven(run)}.`;
    case 'worse':
      return `Worse: ${shown} on ${part}.`;
  }
}

function whyUnproven(run: PanelLastRun): string {
  const { comparison } = judged(run);
  if (comparison.ci[0] <= 0) return power(run);
  if (run.worseGuards.length > 0) return `A guard got worse: ${run.worseGuards.join(', ')}`;
  if (!comparison.reliable) return `${comparison.n} examples are too few to rely on the interval`;
  return run.test === null ? 'Only a sealed test part can prove a gain, and the task has none' : power(run);
}
