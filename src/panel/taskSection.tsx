import { CandidateList } from './candidateList';
import { FailureList } from './failureList';
import { Fold } from './fold';
import { formatScore } from '../engine/evaluate/scoreFormat';
import { HistorySection } from './historySection';
import { Icon } from './icon';
import { post } from './host';
import { LastRun } from './lastRun';
import { Progress } from './progress';
import type { PanelRunning, PanelTask } from './protocol';
import { ScoreTable } from './scoreTable';
import { TaskFacts } from './taskFacts';

interface TaskSectionProps {
  task: PanelTask;
  running: PanelRunning[];
  openByDefault: boolean;
}

/** Everything about one task. */
export function TaskSection({ task, running, openByDefault }: TaskSectionProps) {
  const { taskFile, lastRun } = task;
  const searching = running.find(({ history }) => history.length > 0);
  return (
    <Fold
      id={taskFile}
      level={2}
      title={task.title}
      openByDefault={openByDefault || running.length > 0}
      aside={<Glance task={task} running={running} />}
    >
      {task.problem !== null && <Problem task={task} problem={task.problem} />}
      <div class="columns">
        <div class="column">
          <TaskFacts task={task} />
          <Actions task={task} busy={running.length > 0} />
          {running.map((each) => (
            <Progress key={each.operation} running={each} />
          ))}
          <ScoreTable task={task} />
        </div>
        <div class="column">
          {lastRun !== null && <LastRun task={task} run={lastRun} />}
          {lastRun === null && searching === undefined && task.problem === null && (
            <p class="hint">
              No run yet. Optimize suggests edits, each with its measured effect, and changes nothing by
              itself.
            </p>
          )}
          <HistorySection task={task} searching={searching} />
          {lastRun !== null && <CandidateList taskFile={taskFile} run={lastRun} />}
          <FailureList task={task} />
        </div>
      </div>
    </Fold>
  );
}

/** What the closed section still shows. */
function Glance({ task, running }: { task: PanelTask; running: PanelRunning[] }) {
  if (running.length > 0) return <Icon name="sync" class="codicon-modifier-spin" />;
  if (task.problem !== null) return <Icon name="warning" class="problem-icon" />;
  return <>{task.current !== null && formatScore(task.current.mean)}</>;
}

function Problem({ task, problem }: { task: PanelTask; problem: string }) {
  return (
    <div class="problem" role="group" aria-label="Problem">
      <p>
        <Icon name="warning" class="problem-icon" /> {problem}
      </p>
      <button
        type="button"
        class="secondary"
        onClick={() => post({ type: 'openTask', taskFile: task.taskFile })}
      >
        Open Task File
      </button>
    </div>
  );
}

function Actions({ task, busy }: { task: PanelTask; busy: boolean }) {
  const off = busy || task.problem !== null;
  const start = (type: 'evaluate' | 'optimize') => () => {
    if (!off) post({ type, taskFile: task.taskFile });
  };
  // Not `disabled`: that would take the focus away from a button that was just pressed.
  return (
    <div class="actions">
      <button type="button" class="secondary" aria-disabled={off} onClick={start('evaluate')}>
        <Icon name="beaker" /> Evaluate
      </button>
      <button type="button" class="primary" aria-disabled={off} onClick={start('optimize')}>
        <Icon name="sparkle" /> Optimize
      </button>
    </div>
  );
}
