import type { PromptFile } from './promptFile';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Values that a prompt file's front matter gives to variables without one: `input.default` in Dotprompt;
 * `default` of an entry of `inputs`, or a bare scalar there, in Prompty (spec §2). Prompty's `sample` is for
 * trying a prompt out and never used.
 */
export function declaredDefaults({ format, frontMatter }: PromptFile): Record<string, unknown> {
  const data: Fields = frontMatter?.data ?? {};
  if (format === 'dotprompt') return { ...fieldsOf(fieldsOf(data['input'])['default']) };
  if (format !== 'prompty') return {};
  const { inputs } = data;
  const entries: [string, unknown][] = Array.isArray(inputs)
    ? inputs.map(fieldsOf).map((entry) => [String(entry['name']), entry])
    : Object.entries(fieldsOf(inputs));
  return Object.fromEntries(
    entries.flatMap(([name, entry]): [string, unknown][] => {
      if (typeof entry !== 'object' || entry === null) return entry === null ? [] : [[name, entry]];
      const value = fieldsOf(entry)['default'];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/**
 * The variables that an example must have a value for, each once, in order of appearance: those with neither a
 * default in the front matter nor a test in the template.
 */
export function requiredVariables(prompt: PromptFile): string[] {
  const defaults = declaredDefaults(prompt);
  const dispensable = new Set([...Object.keys(defaults), ...optionalInSchema(prompt)]);
  const names = prompt.variables.filter(({ optional }) => !optional).map(({ name }) => name);
  return [...new Set(names)].filter((name) => !dispensable.has(name));
}

/** Dotprompt's Picoschema marks an optional field with `?` behind its name. */
function optionalInSchema({ format, frontMatter }: PromptFile): string[] {
  if (format !== 'dotprompt') return [];
  const schema = fieldsOf(fieldsOf(frontMatter?.data['input'])['schema']);
  return Object.keys(schema).flatMap((key) => /^([^?(]+)\?/.exec(key)?.[1] ?? []);
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
