import type { Span } from '../../../engine/prompt/span';
import { refineChange } from './refineChange';
import { joinLiterals, readParts, type HunksById, type Part, type Region } from './region';
import { applyChanges, lengthDelta, type TextChange } from './textChange';

/** Regions that an edit touched, with the changes that did. */
interface Cluster {
  regions: Region[];
  changes: TextChange[];
}

type Touches = (region: Span, change: TextChange) => boolean;

/** At least at an edge. */
const touchesAtAll: Touches = (region, change) => change.start <= region.end && change.end >= region.start;

/** More than an edge: text inside is replaced, or text is put between two units inside. */
const overlaps: Touches = (region, change) =>
  region.start === region.end || change.start === change.end
    ? (change.start < region.start && region.end < change.end) ||
      (region.start < change.start && change.end < region.end)
    : change.start < region.end && change.end > region.start;

/**
 * Carries regions over one edit of the text. A change before a region moves it, one after leaves it. What a change
 * touches is first read as a whole: where it is exactly one of the hunks' two texts (an accept, an undo, a redo,
 * however the editor cuts them into changes) the hunks are found again. Otherwise the change is narrowed to the
 * words that differ (formatters replace whole documents) and read once more. Only what a change then still overlaps
 * is absorbed; a change at a region's edge stays outside.
 *
 * @param text before the edit.
 * @param regions ascending and disjoint.
 * @param changes ascending and disjoint, in coordinates of `text`.
 * @returns the regions in coordinates of the text after the edit, ascending and disjoint.
 */
export function mapRegions(
  text: string,
  regions: readonly Region[],
  changes: readonly TextChange[],
  hunks: HunksById,
): Region[] {
  const clusters: Cluster[] = [];
  const free: TextChange[] = [];
  const settle = (from: Cluster, touches: Touches, otherwise: (cluster: Cluster) => void): void => {
    const grouped = group(from, touches);
    free.push(...grouped.free);
    for (const cluster of grouped.clusters) {
      if (cluster.changes.length === 0 || isReadable(text, cluster, hunks)) clusters.push(cluster);
      else otherwise(cluster);
    }
  };
  const absorb = (cluster: Cluster): void => {
    settle(cluster, overlaps, (torn) => clusters.push(torn));
  };
  const narrow = (cluster: Cluster): void => {
    const changes = cluster.changes.flatMap((change) => refineChange(text, change));
    settle({ regions: cluster.regions, changes }, touchesAtAll, absorb);
  };
  settle({ regions: [...regions], changes: [...changes] }, touchesAtAll, narrow);
  return place(text, clusters, free, hunks);
}

/** Connected components of "touches" between regions and changes; both lists are ascending, so one sweep is enough. */
function group({ regions, changes }: Cluster, touches: Touches): { clusters: Cluster[]; free: TextChange[] } {
  const clusters: Cluster[] = [];
  const taken = new Map<TextChange, Cluster>();
  for (const region of regions) {
    const touching = changes.filter((change) => touches(region, change));
    const joined = touching.map((change) => taken.get(change)).find((cluster) => cluster !== undefined);
    const cluster = joined ?? { regions: [], changes: [] };
    if (joined === undefined) clusters.push(cluster);
    cluster.regions.push(region);
    for (const change of touching) {
      if (taken.has(change)) continue;
      taken.set(change, cluster);
      cluster.changes.push(change);
    }
  }
  return { clusters, free: changes.filter((change) => !taken.has(change)) };
}

function isReadable(text: string, cluster: Cluster, hunks: HunksById): boolean {
  return readParts(sliceAfter(text, cluster), partsOf(text, cluster), hunks) !== undefined;
}

/** From the first to the last unit of the text before the edit that belongs to the cluster. */
function hullOf({ regions, changes }: Cluster): Span {
  const members = [...regions, ...changes];
  return {
    start: Math.min(...members.map(({ start }) => start)),
    end: Math.max(...members.map(({ end }) => end)),
  };
}

function sliceAfter(text: string, cluster: Cluster): string {
  const { start, end } = hullOf(cluster);
  const shifted = cluster.changes.map((change) => ({
    ...change,
    start: change.start - start,
    end: change.end - start,
  }));
  return applyChanges(text.slice(start, end), shifted);
}

/** What the hull held before the edit: the regions' parts and, as literals, the text between and beside them. */
function partsOf(text: string, cluster: Cluster): Part[] {
  const { start, end } = hullOf(cluster);
  const parts: Part[] = [];
  let reached = start;
  for (const region of cluster.regions) {
    parts.push({ literal: text.slice(reached, region.start) }, ...region.parts);
    reached = region.end;
  }
  return joinLiterals([...parts, { literal: text.slice(reached, end) }]);
}

function place(
  text: string,
  clusters: readonly Cluster[],
  free: readonly TextChange[],
  hunks: HunksById,
): Region[] {
  const inOrder = [...clusters].sort(
    (left, right) => hullOf(left).start - hullOf(right).start || hullOf(left).end - hullOf(right).end,
  );
  const all = [...free, ...clusters.flatMap(({ changes }) => changes)];
  const placed: Region[] = [];
  for (const cluster of inOrder) {
    const hull = hullOf(cluster);
    const towardsEnd = leansRight(cluster, hull, hunks);
    const shift = all
      .filter((change) => !cluster.changes.includes(change) && isBefore(change, hull, towardsEnd))
      .reduce((sum, change) => sum + lengthDelta(change), 0);
    placed.push(...regionsAfter(text, cluster, Math.max(hull.start + shift, placed.at(-1)?.end ?? 0), hunks));
  }
  return placed;
}

function regionsAfter(text: string, cluster: Cluster, start: number, hunks: HunksById): Region[] {
  if (cluster.changes.length === 0) {
    const [first] = cluster.regions;
    return cluster.regions.map((region) => moved(region, start - (first?.start ?? start)));
  }
  const slice = sliceAfter(text, cluster);
  const parts = partsOf(text, cluster);
  const read = readParts(slice, parts, hunks);
  return read === undefined
    ? [{ start, end: start + slice.length, parts }]
    : read.map((hunk) => ({ start: start + hunk.start, end: start + hunk.end, parts: [{ hunk: hunk.id }] }));
}

function moved(region: Region, by: number): Region {
  return by === 0 ? region : { ...region, start: region.start + by, end: region.end + by };
}

function isBefore(change: TextChange, hull: Span, towardsEnd: boolean): boolean {
  if (hull.start < hull.end) return change.end <= hull.start;
  if (change.start === change.end && change.start === hull.start) return towardsEnd;
  return change.end <= hull.start;
}

/**
 * Which way an empty place gives when text is typed exactly at it. A hunk whose missing text begins with white space
 * attaches to the words before it, so those may go on growing; any other stays where it is, before what is typed.
 */
function leansRight(cluster: Cluster, hull: Span, hunks: HunksById): boolean {
  const [part] = cluster.regions[0]?.parts ?? [];
  if (hull.start !== hull.end || part === undefined || 'literal' in part) return false;
  const hunk = hunks.get(part.hunk);
  return hunk !== undefined && /^\s/u.test(hunk.oldText === '' ? hunk.newText : hunk.oldText);
}
