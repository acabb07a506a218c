import { z } from 'zod';
import type { FromPanel, PanelState } from '../../panel/protocol';

const taskFile = z.string();

/** Everything that the panel may send. */
const fromPanel: z.ZodType<FromPanel> = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready') }),
  z.strictObject({ type: z.literal('evaluate'), taskFile }),
  z.strictObject({ type: z.literal('optimize'), taskFile }),
  z.strictObject({ type: z.literal('stop'), operation: z.string() }),
  z.strictObject({ type: z.literal('openPrompt'), taskFile }),
  z.strictObject({ type: z.literal('openTask'), taskFile }),
  z.strictObject({ type: z.literal('openCandidate'), taskFile, candidateId: z.string() }),
  z.strictObject({ type: z.literal('openExample'), taskFile, exampleId: z.string() }),
  z.strictObject({ type: z.literal('review'), taskFile }),
]);

/** What the panel can ask for. Each may fail; the person is shown what is thrown. */
export interface PanelServices {
  evaluate(taskFile: string): unknown;
  optimize(taskFile: string): unknown;
  stop(operation: string): unknown;
  openPrompt(taskFile: string): unknown;
  openTask(taskFile: string): unknown;
  /** Shows how a candidate of the last run differs from the seed prompt. */
  openCandidate(taskFile: string, candidateId: string): unknown;
  /** Shows expected against actual; `shownEvaluation` holds the example. */
  openExample(taskFile: string, exampleId: string): unknown;
  review(taskFile: string): unknown;
}

/**
 * Reads a message from the panel. The panel draws untrusted text, so that what comes back is checked as if the page
 * were a stranger's: its form, and that it names only tasks and operations that the panel was shown.
 *
 * @returns the message, or one line that says why it is ignored
 */
export function readMessage(message: unknown, shown: PanelState | null): FromPanel | string {
  const parsed = fromPanel.safeParse(message);
  if (!parsed.success)
    return `Ignored a message of an unknown form from the panel: ${z.prettifyError(parsed.error)}`;
  const known = parsed.data;
  if ('taskFile' in known && !shown?.tasks.some((task) => task.taskFile === known.taskFile)) {
    return `Ignored a message from the panel that names a task it doesn't show: ${JSON.stringify(known.taskFile)}`;
  }
  if ('operation' in known && !shown?.running.some(({ operation }) => operation === known.operation)) {
    return `Ignored a message from the panel about an operation that isn't under way: ${JSON.stringify(known.operation)}`;
  }
  return known;
}

/** Does what a checked message asks for. */
export async function perform(
  message: Exclude<FromPanel, { type: 'ready' }>,
  services: PanelServices,
): Promise<void> {
  switch (message.type) {
    case 'stop':
      await services.stop(message.operation);
      return;
    case 'openCandidate':
      await services.openCandidate(message.taskFile, message.candidateId);
      return;
    case 'openExample':
      await services.openExample(message.taskFile, message.exampleId);
      return;
    default:
      await services[message.type](message.taskFile);
  }
}
