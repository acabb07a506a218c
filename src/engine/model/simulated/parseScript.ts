import { RedlineError } from '../../errors';
import { describeIssues } from '../../schema/schemaProblem';
import { readYaml } from '../../schema/yamlSource';
import { simulatedScript, type SimulatedScript } from './script';

/**
 * Reads the YAML script of a simulated model.
 *
 * @throws RedlineError of kind `input` with file, line and column of the first thing wrong.
 */
export function parseScript(text: string, file: string): SimulatedScript {
  const source = readYaml(text);
  const [syntax] = source.problems;
  if (syntax)
    throw new RedlineError('input', syntax.message, { file, line: syntax.line, column: syntax.column });
  const parsed = simulatedScript.safeParse(source.value);
  if (parsed.success) return parsed.data;
  const problem = describeIssues(parsed.error.issues, source.value)[0]!;
  const { line, column } = source.rangeOf(problem.path, problem.onKey);
  throw new RedlineError(
    'input',
    problem.message,
    { file, line, column },
    'Correct the script of the simulated model.',
  );
}
