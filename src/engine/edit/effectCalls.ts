/**
 * The price of measuring all hunks, in calls: every prompt variant on every validation example. The seed prompt
 * and the candidate are scored before and cost nothing here. One hunk alone is the candidate, so it is free; with
 * two, each alone is the candidate without the other; from three on a hunk takes two variants.
 */
export function effectCalls(hunkCount: number, validationSize: number, samples = 1): number {
  const variants = hunkCount <= 1 ? 0 : hunkCount === 2 ? 2 : 2 * hunkCount;
  return variants * validationSize * samples;
}

/**
 * The price of one more sample per example for one hunk, in calls: of the four prompts that its two estimates
 * compare, or of the two where it is the only hunk.
 */
export function measureMoreCalls(hunkCount: number, validationSize: number): number {
  return (hunkCount <= 1 ? 2 : 4) * validationSize;
}

/**
 * Confidence of each interval such that all of a run's hold together with 95 % (Bonferroni: two estimates per
 * hunk, one where there is one hunk, whose two estimates are the same).
 */
export function simultaneousConfidence(hunkCount: number): number {
  return 1 - 0.05 / (hunkCount <= 1 ? 1 : 2 * hunkCount);
}
