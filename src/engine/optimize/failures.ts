import type { Evaluation, ExampleResult } from '../evaluate/evaluation';
import type { Example } from '../task/task';

/** An example that the prompt gets wrong, with what it answered. */
export interface Failure {
  example: Example;
  output: string;
  score: number;
}

/** Answered examples with less than a full score, worst first (dataset order among equals). */
export function failuresOf(evaluation: Evaluation, examples: readonly Example[]): Failure[] {
  const byId = new Map(examples.map((example) => [example.id, example]));
  return evaluation.examples
    .filter((result): result is ExampleResult & { score: number; output: string } => {
      return result.status === 'ok' && result.score !== null && result.score < 1 && result.output !== null;
    })
    .flatMap((result) => {
      const example = byId.get(result.id);
      return example ? [{ example, output: result.output, score: result.score }] : [];
    })
    .sort((a, b) => a.score - b.score);
}

/** A value as a request or an explanation shows it. */
export function showValue(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A target as texts: each accepted answer of a list, anything else by itself. */
export function targetTexts(target: unknown): string[] {
  const accepted: unknown[] = Array.isArray(target) ? target : [target];
  return accepted.map(showValue);
}

/** Failing examples as a request to an optimizer model quotes them, with the inputs that the prompt has a variable for. */
export function describeFailures(failures: readonly Failure[], variables: ReadonlySet<string>): string {
  return failures
    .map(({ example, output }, index) => {
      const inputs = Object.entries(example.inputs)
        .filter(([name]) => variables.has(name))
        .map(([name, value]) => `${name}: ${showValue(value)}`);
      return [
        `Example ${index + 1}`,
        ...inputs,
        `Expected answer: ${showValue(example.target)}`,
        `Answer given: ${output}`,
      ].join('\n');
    })
    .join('\n\n');
}
