const example = `prompt: triage.prompt.md
dataset: tickets.csv
input: { ticket: body }
target: label
metric: exact-match
model: { provider: openai, name: gpt-5-mini }`;

/** What the panel shows in a workspace without a task. */
export function NoTask() {
  return (
    <section class="empty" aria-label="No task">
      <p>No task in this workspace yet.</p>
      <p>
        A task says what a good prompt is: examples, a metric and a split. Put a file such as{' '}
        <code>triage.task.yaml</code> beside <code>triage.prompt.md</code>:
      </p>
      <pre tabIndex={0} role="region" aria-label="An example of a task file">
        {example}
      </pre>
    </section>
  );
}
