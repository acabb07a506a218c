import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyHunks } from '../../../../src/engine/edit/applyHunks';
import { diffHunks } from '../../../../src/engine/edit/diffHunks';
import type { Granularity } from '../../../../src/engine/edit/groupChanges';
import {
  editableSpans,
  editableText,
  graphemeBoundaries,
  pairArbitrary,
  proseArbitrary,
} from './promptTexts';

const RUNS = { numRuns: 300 };

describe.each<Granularity>(['clause', 'token'])('hunks of granularity %s', (granularity) => {
  const hunksOf = (base: string, next: string) => diffHunks(editableText(base), next, { granularity });

  it('give the candidate when all are applied and the base when none is', () => {
    fc.assert(
      fc.property(pairArbitrary, ([base, next]) => {
        expect(applyHunks(base, hunksOf(base, next))).toBe(next);
        expect(applyHunks(base, [])).toBe(base);
      }),
      RUNS,
    );
  });

  it('stand in order, with unchanged text between two, and each changes something', () => {
    fc.assert(
      fc.property(pairArbitrary, ([base, next]) => {
        const hunks = hunksOf(base, next);
        hunks.forEach((hunk, index) => {
          expect(hunk.start).toBeGreaterThan(hunks[index - 1]?.end ?? -1);
          expect(base.slice(hunk.start, hunk.end)).toBe(hunk.oldText);
          expect(hunk.newText).not.toBe(hunk.oldText);
        });
        expect(new Set(hunks.map((hunk) => hunk.id)).size).toBe(hunks.length);
      }),
      RUNS,
    );
  });

  it('give one text for one choice, whatever the order of decisions', () => {
    const choice = fc.array(fc.tuple(fc.boolean(), fc.nat()), { minLength: 40, maxLength: 40 });
    fc.assert(
      fc.property(pairArbitrary, choice, ([base, next], decisions) => {
        const accepted = hunksOf(base, next).filter((_, index) => decisions[index % 40]![0]);
        const order = accepted.map((hunk, index) => ({ hunk, rank: decisions[index % 40]![1] }));
        order.sort((a, b) => a.rank - b.rank);
        let text = base;
        const done: { start: number; shift: number }[] = [];
        for (const { hunk } of order) {
          const shift = done.filter((one) => one.start < hunk.start).reduce((sum, one) => sum + one.shift, 0);
          text = text.slice(0, hunk.start + shift) + hunk.newText + text.slice(hunk.end + shift);
          done.push({ start: hunk.start, shift: hunk.newText.length - hunk.oldText.length });
        }
        expect(text).toBe(applyHunks(base, accepted));
        expect(text).toBe(applyHunks(base, accepted.toReversed()));
      }),
      RUNS,
    );
  });

  it('never cut through a surrogate pair or a character with its combining marks', () => {
    fc.assert(
      fc.property(pairArbitrary, ([base, next]) => {
        const inBase = graphemeBoundaries(base);
        const inNext = graphemeBoundaries(next);
        let shift = 0;
        for (const { start, end, oldText, newText } of hunksOf(base, next)) {
          expect([oldText.isWellFormed(), newText.isWellFormed()]).toEqual([true, true]);
          expect([inBase.has(start), inBase.has(end)]).toEqual([true, true]);
          const from = start + shift;
          expect([inNext.has(from), inNext.has(from + newText.length)]).toEqual([true, true]);
          shift += newText.length - oldText.length;
        }
      }),
      RUNS,
    );
  });

  it('never reach into a template variable that the candidate kept', () => {
    const parts = fc.array(fc.tuple(proseArbitrary, proseArbitrary, fc.boolean()), {
      minLength: 2,
      maxLength: 5,
    });
    fc.assert(
      fc.property(parts, (spans) => {
        const join = (texts: string[]) =>
          texts.map((text, index) => (index === 0 ? text : `{{v${index % 2}}}${text}`)).join('');
        // Variables that touch are one protected span, so text stands between them here.
        const base = join(spans.map(([old]) => `x${old}`));
        const next = join(spans.map(([old, changed, keep]) => (keep ? `x${old}` : changed)));
        const editable = editableSpans(base);
        for (const { start, end } of hunksOf(base, next)) {
          expect(editable.some((span) => span.start <= start && end <= span.end)).toBe(true);
        }
      }),
      RUNS,
    );
  });
});
