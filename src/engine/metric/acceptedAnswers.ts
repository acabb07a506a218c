/**
 * The texts that count as right: a string, number or boolean is one, a list holds several and the best of
 * them counts. Throws nothing: check with `textTargetProblem` first.
 */
export function acceptedAnswers(target: unknown): string[] {
  return Array.isArray(target) ? target.map((answer) => String(answer)) : [String(target)];
}

/** What is wrong with a target for a metric that compares texts, `null` when nothing is. */
export function textTargetProblem(target: unknown, metricName: string): string | null {
  const answers: unknown[] = Array.isArray(target) ? target : [target];
  if (answers.length === 0) return 'The target is an empty list, so no answer could be right.';
  const wrong = answers.find((answer) => !['string', 'number', 'boolean'].includes(typeof answer));
  if (wrong === undefined) return null;
  return `${metricName} compares texts, but the target holds ${wrong === null ? 'null' : 'an object or list'}; json-match can compare those.`;
}
