/**
 * The name that somebody most likely meant, or `null` when none is close. Close means an edit distance
 * (Damerau 1964, in its restricted form: two letters that changed places count once) of at most a third of the
 * longer name, so short names need a near hit.
 */
export function nearestName(written: string, names: readonly string[]): string | null {
  const wanted = written.toLowerCase();
  let best: { name: string; distance: number } | null = null;
  for (const name of names) {
    const distance = editDistance(wanted, name.toLowerCase());
    const allowed = Math.max(1, Math.floor(Math.max(wanted.length, name.length) / 3));
    if (distance <= allowed && (!best || distance < best.distance)) best = { name, distance };
  }
  return best?.name ?? null;
}

/** `Did you mean "x"?` where a near name exists, and always the names there are: `Known: a, b.` */
export function suggestName(written: string, names: readonly string[], label = 'Known'): string {
  const near = nearestName(written, names);
  const known = `${label}: ${names.join(', ')}.`;
  return near ? `Did you mean "${near}"? ${known}` : known;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  let beforePrevious = previous;
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? beforePrevious[j - 2]! + 1 : Infinity;
      current.push(Math.min(previous[j]! + 1, current[j - 1]! + 1, substitution, swap));
    }
    [beforePrevious, previous] = [previous, current];
  }
  return previous[b.length]!;
}
