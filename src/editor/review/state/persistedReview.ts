import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Hunk } from '../../../engine/edit/hunk';
import type { Region } from './region';
import { changeContent, createReview, type ReviewState } from './reviewState';
import { remember } from './seenTexts';

const intervalSchema = z.tuple([z.number(), z.number()]);
const estimateSchema = z.object({ difference: z.number(), ci: intervalSchema }).nullable();

const effectSchema = z.object({
  alone: estimateSchema,
  leftOut: estimateSchema,
  verdict: z.enum(['helps', 'hurts', 'negligible', 'uncertain']),
  badges: z.array(z.enum(['spurious', 'label-independent'])),
  n: z.number(),
  measureMoreCalls: z.number(),
});

const hunkSchema = z.object({
  id: z.string(),
  start: z.number().int().nonnegative(),
  end: z.number().int().nonnegative(),
  oldText: z.string(),
  newText: z.string(),
  rationales: z.array(
    z.object({
      kind: z.enum(['critique', 'paraphrase', 'rule', 'token', 'mixed']),
      method: z.string(),
      step: z.number(),
      text: z.string(),
      exampleIds: z.array(z.string()),
    }),
  ),
  effect: effectSchema.nullable(),
});

const regionSchema = z.object({
  start: z.number().int().nonnegative(),
  end: z.number().int().nonnegative(),
  parts: z.array(z.union([z.object({ literal: z.string() }), z.object({ hunk: z.string() })])).min(1),
});

/** What is kept of a review between two openings of its document. */
export const persistedStateSchema = z.object({
  baseSha256: z.string(),
  base: z.string(),
  hunks: z.array(hunkSchema) satisfies z.ZodType<Hunk[]>,
  rejected: z.array(z.string()),
  /** The text when this was written, and where the hunks were in it. */
  text: z.string(),
  regions: z.array(regionSchema),
});
export type PersistedState = z.infer<typeof persistedStateSchema>;

export function persistState(state: ReviewState): PersistedState {
  return {
    baseSha256: sha256(state.base),
    base: state.base,
    hunks: [...state.hunks],
    rejected: [...state.rejected],
    text: state.text,
    regions: state.regions.map(({ start, end, parts }) => ({ start, end, parts: [...parts] })),
  };
}

/**
 * The review as it was left, carried over to the text that the document has now: a text edited, saved or thrown away
 * meanwhile moves the hunks as an edit by hand would. What a person may take back by `undoDecision` is forgotten.
 * @returns `undefined` when the record contradicts itself, so that nothing is built on it.
 */
export function restoreState(persisted: PersistedState, text: string): ReviewState | undefined {
  if (sha256(persisted.base) !== persisted.baseSha256) return undefined;
  const fresh = startOrNothing(persisted);
  if (fresh === undefined || !fitTogether(persisted.regions, persisted.text, fresh)) return undefined;
  const left: ReviewState = {
    ...fresh,
    text: persisted.text,
    regions: persisted.regions,
    rejected: new Set(persisted.rejected.filter((id) => fresh.byId.has(id))),
    seen: remember(fresh.seen, persisted.text, persisted.regions),
  };
  return changeContent(left, [{ start: 0, end: left.text.length, text }]);
}

function startOrNothing(persisted: PersistedState): ReviewState | undefined {
  try {
    return createReview(persisted.base, persisted.hunks);
  } catch {
    // Hunks that don't fit their base text: the record is damaged, and the caller says so.
    return undefined;
  }
}

/** Regions in order, inside the text, each hunk in exactly one of them and in the order of the base. */
function fitTogether(regions: readonly Region[], text: string, { hunks }: ReviewState): boolean {
  const ids = regions.flatMap(({ parts }) => parts.flatMap((part) => ('hunk' in part ? part.hunk : [])));
  const inPlace = regions.every(
    ({ start, end }, index) => start <= end && end <= text.length && start >= (regions[index - 1]?.end ?? 0),
  );
  return inPlace && ids.length === hunks.length && hunks.every(({ id }, index) => ids[index] === id);
}

export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
