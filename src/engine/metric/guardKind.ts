import type { z } from 'zod';
import { describeIssues, type SchemaProblem } from '../schema/schemaProblem';

/** One kind of guard, written in a task as `{NAME: VALUE}`. */
export interface GuardKind {
  name: string;
  description: string;
  /** What is wrong with the value; paths are relative to it. */
  problems(value: unknown): SchemaProblem[];
  /** The value as options; only for values without problems. */
  options(value: unknown): Record<string, unknown>;
  /** The check, from what `options` gave. */
  check(options: Record<string, unknown>): (output: string) => boolean;
}

interface GuardSource<Schema extends z.ZodType, Options extends Record<string, unknown>> {
  name: string;
  description: string;
  /** The value as a task may write it. */
  value: Schema;
  options(value: z.output<Schema>): Options;
  check(options: Options): (output: string) => boolean;
}

/** Makes a guard kind from the schema of its written value. */
export function defineGuard<Schema extends z.ZodType, Options extends Record<string, unknown>>(
  source: GuardSource<Schema, Options>,
): GuardKind {
  return {
    name: source.name,
    description: source.description,
    problems(value) {
      const checked = source.value.safeParse(value);
      return checked.success ? [] : describeIssues(checked.error.issues, value);
    },
    options: (value) => source.options(source.value.parse(value)),
    check: (options) => source.check(options as Options),
  };
}
