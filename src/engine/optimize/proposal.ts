export type RationaleKind = 'critique' | 'paraphrase' | 'rule' | 'token' | 'mixed';

/** Why one edit was made. */
export interface Rationale {
  kind: RationaleKind;
  /** Name of the method that made it. */
  method: string;
  /** 1-based step of the run. */
  step: number;
  /** The explanation, plain text from a model or a rule: untrusted, shown as text only. */
  text: string;
  /** Ids of the examples behind it. */
  exampleIds: string[];
}

/** What a method emits: `find` stands exactly once in its parent candidate, inside one editable span. */
export interface Edit {
  find: string;
  replace: string;
  why: Rationale;
}

/** A whole prompt text that a method proposes, with the edits that lead to it from its parent. */
export interface Candidate {
  /** Short hash of `text`. */
  id: string;
  /** `null` for the seed prompt. */
  parent: string | null;
  step: number;
  text: string;
  /** Applied to the parent's text one after the other. */
  edits: Edit[];
  /** Estimate that the method ranks by, on the examples it has paid for; `null` before it is scored. */
  score: number | null;
  /** Examples behind `score`. */
  scoredOn: number;
}
