import { relative } from 'node:path';
import { formatScore } from '../../engine/evaluate/scoreFormat';
import type { RunSummary, ScorePair } from '../../engine/run/listRuns';
import { oneLine } from '../plainText';
import type { Line } from '../terminal';
import { countText, moneyText } from './numbers';

/** Runs for people to read, oldest first. */
export function runsText(runs: readonly RunSummary[], path: string): Line[] {
  if (runs.length === 0) return [`${path}: no runs yet. \`redline optimize PROMPT\` makes one.`];
  return runs.flatMap((run) => [{ style: 'heading', text: headOf(run) } as const, `  ${outcomeOf(run)}`]);
}

function headOf({ runId, startedAt, promptPath, method, seed }: RunSummary): string {
  // The Swedish form is ISO 8601 in local time.
  const time = startedAt === null ? 'time unknown' : new Date(startedAt).toLocaleString('sv');
  const about = promptPath === null ? '' : relative(process.cwd(), promptPath);
  const how = method === null ? '' : `${method}, seed ${seed}`;
  return [time, about, how, runId].filter((part) => part !== '').join(' · ');
}

function outcomeOf({ state, failure, standing, validation, test, hunks, cost }: RunSummary): string {
  if (state === 'failed') return `failed: ${oneLine(failure ?? '')}`;
  if (state === 'unfinished') return 'unfinished';
  return [
    standing ?? '',
    pairText('validation', validation),
    pairText('test', test),
    countText(hunks ?? 0, 'edit'),
    cost ? `${countText(cost.calls, 'call')}${cost.usd === null ? '' : `, ${moneyText(cost.usd)}`}` : '',
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

function pairText(name: string, pair: ScorePair | null): string {
  if (!pair || pair.seed === null || pair.final === null) return '';
  return `${name} ${formatScore(pair.seed)} → ${formatScore(pair.final)}`;
}
