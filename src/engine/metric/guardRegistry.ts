import { RedlineError, type ErrorPlace } from '../errors';
import { suggestName } from '../schema/nearestName';
import type { SchemaProblem } from '../schema/schemaProblem';
import { distinctNames } from './combineMetrics';
import { forbidden } from './forbiddenText';
import type { Guard, GuardSpec } from './guard';
import type { GuardKind } from './guardKind';
import { maxChars, maxWords } from './lengthGuards';

/** Every guard that a task may name. */
export const GUARDS: readonly GuardKind[] = [maxWords, maxChars, forbidden];

/** What is wrong with a guard as a task writes it, `{max-words: 3}`; paths are relative to that mapping. */
export function guardProblems(written: Record<string, unknown>): SchemaProblem[] {
  const [name, ...others] = Object.keys(written);
  if (name === undefined || others.length > 0) {
    return [{ path: [], onKey: false, message: `A guard has one key, its name. ${namesThere()}` }];
  }
  const kind = GUARDS.find((guard) => guard.name === name);
  if (!kind) return [{ path: [name], onKey: true, message: `Unknown guard "${name}". ${namesThere(name)}` }];
  return kind.problems(written[name]).map((found) => ({ ...found, path: [name, ...found.path] }));
}

/** A guard as a task writes it, made into a spec. Throws `RedlineError` (input) at `place` when it is wrong. */
export function guardSpecOf(written: Record<string, unknown>, place: ErrorPlace = {}): GuardSpec {
  const [problem] = guardProblems(written);
  if (problem) throw new RedlineError('input', problem.message, place);
  const [name, value] = Object.entries(written)[0]!;
  return { name, options: kindOf(name).options(value) };
}

/** The guard that a spec names. Throws `RedlineError` (input) for an unknown name. */
export function createGuard(spec: GuardSpec): Guard {
  const check = kindOf(spec.name).check(spec.options);
  return { name: spec.name, passes: check };
}

/** All guards of a task, under distinct names (`forbidden`, `forbidden-2`). */
export function createGuards(specs: readonly GuardSpec[]): Guard[] {
  const names = distinctNames(specs.map(({ name }) => name));
  return specs.map((spec, index) => ({ ...createGuard(spec), name: names[index]! }));
}

function kindOf(name: string): GuardKind {
  const kind = GUARDS.find((guard) => guard.name === name);
  if (!kind) throw new RedlineError('input', `Unknown guard "${name}".`, {}, namesThere(name));
  return kind;
}

function namesThere(written = ''): string {
  return suggestName(
    written,
    GUARDS.map(({ name }) => name),
    'Guards',
  );
}
