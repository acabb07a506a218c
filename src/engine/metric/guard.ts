/** A guard as a task names it: something that must not get worse. */
export interface GuardSpec {
  name: string;
  options: Record<string, unknown>;
}

/** A guard ready to check one output. */
export interface Guard {
  name: string;
  passes(output: string): boolean;
}
