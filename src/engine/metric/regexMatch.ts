import { z } from 'zod';
import { strictObject } from '../schema/schemaProblem';
import { acceptedAnswers, textTargetProblem } from './acceptedAnswers';
import { compileLinearRegex, type LinearRegex } from './linearRegex';
import { defineMetric } from './metricKind';

const options = strictObject({
  pattern: z.string().min(1).optional(),
  flags: z.string().default(''),
  match: z.enum(['search', 'full']).default('search'),
}).superRefine(({ pattern, flags }, context) => {
  const compiled = compileLinearRegex(pattern ?? '', flags);
  if (!('problem' in compiled)) return;
  context.addIssue({
    code: 'custom',
    message: compiled.problem,
    path: [pattern === undefined ? 'flags' : 'pattern'],
  });
});

/** 1 when the option `pattern`, or else one of the targets taken as patterns, matches the answer. */
export const regexMatch = defineMetric({
  name: 'regex',
  description: 'A regular expression (option pattern, or the target) matches the answer.',
  binary: true,
  options,
  ready: ({ pattern, flags, match }) => {
    const compile = memoized((source) => compileLinearRegex(source, flags));
    const patternsOf = (target: unknown) => (pattern === undefined ? acceptedAnswers(target) : [pattern]);
    const matches = (regex: LinearRegex, text: string) =>
      match === 'full' ? regex.covers(text) : regex.found(text);
    return {
      needsTarget: pattern === undefined,
      targetProblem: (target) => {
        if (pattern !== undefined) return null;
        return textTargetProblem(target, 'regex') ?? firstProblem(acceptedAnswers(target).map(compile));
      },
      score: ({ output, target }) =>
        patternsOf(target)
          .map(compile)
          .some((regex) => !('problem' in regex) && matches(regex, output))
          ? 1
          : 0,
    };
  },
});

function firstProblem(compiled: readonly (LinearRegex | { problem: string })[]): string | null {
  for (const regex of compiled) if ('problem' in regex) return regex.problem;
  return null;
}

function memoized<Value>(compute: (key: string) => Value): (key: string) => Value {
  const known = new Map<string, Value>();
  return (key) => {
    const found = known.get(key) ?? compute(key);
    known.set(key, found);
    return found;
  };
}
