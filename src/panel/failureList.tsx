import { Fold } from './fold';
import { formatScore } from '../engine/evaluate/scoreFormat';
import { post } from './host';
import { Icon } from './icon';
import type { PanelFailure, PanelTask } from './protocol';

const statuses: Record<PanelFailure['status'], { icon: string; word: string }> = {
  ok: { icon: 'error', word: 'Failed' },
  error: { icon: 'debug-disconnect', word: 'No answer' },
  truncated: { icon: 'ellipsis', word: 'Cut off' },
  refused: { icon: 'circle-slash', word: 'Refused' },
};

/** The examples that the prompt doesn't pass; a click shows expected against actual. */
export function FailureList({ task }: { task: PanelTask }) {
  const total = task.failing.length + task.moreFailing;
  if (total === 0) return null;
  return (
    <Fold
      id={`${task.taskFile}|failing`}
      level={3}
      title="Failing Examples"
      aside={total}
      openByDefault={false}
    >
      {task.failingIsEarlier && (
        <p class="hint">Of an earlier text. Evaluate to see those of the text as it stands.</p>
      )}
      <ul class="list">
        {task.failing.map((failure) => (
          <li key={failure.exampleId}>
            <FailureRow taskFile={task.taskFile} failure={failure} />
          </li>
        ))}
      </ul>
      {task.moreFailing > 0 && <p class="hint">and {task.moreFailing} more</p>}
    </Fold>
  );
}

function FailureRow({ taskFile, failure }: { taskFile: string; failure: PanelFailure }) {
  const { icon } = statuses[failure.status];
  return (
    <button
      type="button"
      class="row"
      onClick={() => post({ type: 'openExample', taskFile, exampleId: failure.exampleId })}
    >
      <Icon name={icon} class={`row-icon status-${failure.status}`} />
      <span class="row-main">
        {failure.error ?? (failure.output === '' ? '(empty answer)' : failure.output)}
      </span>
      <span class="row-number">{failure.score === null ? '' : formatScore(failure.score)}</span>
      <span class="row-detail">
        <span class="row-expected">
          {describeStatus(failure)} · expected {failure.target}
        </span>
        <span class="row-number">row {failure.row}</span>
      </span>
    </button>
  );
}

function describeStatus({ status, score, brokenGuards }: PanelFailure): string {
  if (brokenGuards.length > 0) return `Breaks ${brokenGuards.join(', ')}`;
  if (status === 'ok' && score !== null && score > 0) return 'Partly right';
  return statuses[status].word;
}
