/** One changed range, in token indexes of both sides; half-open. */
export interface TokenChange {
  oldStart: number;
  oldEnd: number;
  newStart: number;
  newEnd: number;
}

type Tokens = readonly string[];

/** A pure insertion or deletion, on the side where its tokens stand. */
interface Run {
  inserted: boolean;
  tokens: Tokens;
  start: number;
  end: number;
}

/**
 * A pure insertion or deletion can often stand in several places with the same outcome: `A. [X. ]B` or
 * `A[. X]. B`. Joins fragments that can meet, then moves each to where its two edges fall on the strongest
 * boundaries, the rightmost where equal, as diff-match-patch's `cleanupSemanticLossless` does. Keeps at least one
 * unchanged token between two changes.
 */
export function settleChanges(
  changes: readonly TokenChange[],
  oldTokens: Tokens,
  newTokens: Tokens,
): TokenChange[] {
  const settled: TokenChange[] = [];
  const joined = joinFragments(changes, oldTokens, newTokens);
  joined.forEach((change, index) => {
    const run = runOf(change, oldTokens, newTokens);
    const roomBefore = change.oldStart - (settled.at(-1)?.oldEnd ?? -1) - 1;
    const roomAfter = (joined[index + 1]?.oldStart ?? oldTokens.length + 1) - change.oldEnd - 1;
    settled.push(run ? shifted(change, bestShift(run, roomBefore, roomAfter)) : change);
  });
  return settled;
}

/**
 * The shortest diff may split an inserted line `- c\n` into `- c` and `\n` around a line break that was there
 * before. Joins two insertions (or two deletions) when one holds no word and can slide up to the other.
 */
function joinFragments(changes: readonly TokenChange[], oldTokens: Tokens, newTokens: Tokens): TokenChange[] {
  const joined: TokenChange[] = [];
  for (const change of changes) {
    const last = joined.at(-1);
    const meeting = last && meet(last, change, oldTokens, newTokens);
    if (meeting) joined[joined.length - 1] = meeting;
    else joined.push(change);
  }
  return joined;
}

function meet(
  first: TokenChange,
  second: TokenChange,
  oldTokens: Tokens,
  newTokens: Tokens,
): TokenChange | undefined {
  const one = runOf(first, oldTokens, newTokens);
  const two = runOf(second, oldTokens, newTokens);
  if (!one || !two || one.inserted !== two.inserted || (hasWord(one) && hasWord(two))) return undefined;
  const gap = second.oldStart - first.oldEnd;
  if (slackLeft(two, gap) === gap) return spanning(first, shifted(second, -gap));
  if (slackRight(one, gap) === gap) return spanning(shifted(first, gap), second);
  return undefined;
}

function spanning(first: TokenChange, second: TokenChange): TokenChange {
  return {
    oldStart: first.oldStart,
    oldEnd: second.oldEnd,
    newStart: first.newStart,
    newEnd: second.newEnd,
  };
}

function shifted({ oldStart, oldEnd, newStart, newEnd }: TokenChange, by: number): TokenChange {
  return { oldStart: oldStart + by, oldEnd: oldEnd + by, newStart: newStart + by, newEnd: newEnd + by };
}

function runOf(change: TokenChange, oldTokens: Tokens, newTokens: Tokens): Run | undefined {
  const { oldStart, oldEnd, newStart, newEnd } = change;
  if (oldStart === oldEnd) return { inserted: true, tokens: newTokens, start: newStart, end: newEnd };
  if (newStart === newEnd) return { inserted: false, tokens: oldTokens, start: oldStart, end: oldEnd };
  return undefined;
}

function hasWord({ tokens, start, end }: Run): boolean {
  return tokens.slice(start, end).some((token) => /[\p{L}\p{N}]/u.test(token));
}

/** How many tokens the run can slide without changing the outcome, up to `most`. */
function slackLeft({ tokens, start, end }: Run, most: number): number {
  let slack = 0;
  while (slack < most && tokens[start - slack - 1] === tokens[end - slack - 1]) slack++;
  return slack;
}

function slackRight({ tokens, start, end }: Run, most: number): number {
  let slack = 0;
  while (slack < most && tokens[start + slack] === tokens[end + slack]) slack++;
  return slack;
}

function bestShift(run: Run, roomBefore: number, roomAfter: number): number {
  const rightmost = slackRight(run, roomAfter);
  let best = 0;
  let bestScore = -1;
  for (let shift = -slackLeft(run, roomBefore); shift <= rightmost; shift++) {
    const score = edgeScore(run.tokens, run.start + shift) + edgeScore(run.tokens, run.end + shift);
    if (score >= bestScore) [best, bestScore] = [shift, score];
  }
  return best;
}

const SENTENCE_END = /[.!?…。！？]["')\]”’»」』*_]*$/u;
const CLAUSE_END = /[,;:—，；：、]$/u;
const WIDE_END = /[。！？，；：、]$/u;
const SPACE = /^\s+$/u;

/** How natural it is to cut a token sequence at `index`: 5 at a blank line down to 0 within a phrase. */
function edgeScore(tokens: Tokens, index: number): number {
  const left = tokens[index - 1];
  const right = tokens[index];
  if (left === undefined || right === undefined) return 4;
  if (left === '\n' && right === '\n') return 0;
  if (left === '\n') return tokens[index - 2] === '\n' ? 5 : 4;
  if (right === '\n') return tokens[index + 1] === '\n' ? 5 : 4;
  const spaceLeft = SPACE.test(left);
  const before = spaceLeft ? tokens.slice(Math.max(0, index - 3), index - 1).join('') : left;
  if (!spaceLeft && !SPACE.test(right)) return WIDE_END.test(before) ? 2 : 0;
  if (SENTENCE_END.test(before)) return 3;
  return CLAUSE_END.test(before) ? 2 : 1;
}
