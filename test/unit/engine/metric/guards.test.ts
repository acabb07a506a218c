import { describe, expect, it } from 'vitest';
import { createGuard, createGuards, guardSpecOf } from '../../../../src/engine/metric/guardRegistry';

function passes(written: Record<string, unknown>, output: string): boolean {
  return createGuard(guardSpecOf(written)).passes(output);
}

describe('guards', () => {
  it('max-words counts words, not punctuation, in any script', () => {
    expect(passes({ 'max-words': 3 }, 'one, two — three!')).toBe(true);
    expect(passes({ 'max-words': 3 }, 'one two three four')).toBe(false);
    expect(passes({ 'max-words': 2 }, 'これはペンです')).toBe(false);
    expect(passes({ 'max-words': 1 }, '')).toBe(true);
  });

  it('max-chars counts characters as a reader sees them', () => {
    expect(passes({ 'max-chars': 2 }, '👩‍👩‍👧é')).toBe(true);
    expect(passes({ 'max-chars': 2 }, 'abc')).toBe(false);
  });

  it('forbidden takes a text, a list or a text with its case', () => {
    expect(passes({ forbidden: 'as an AI' }, 'As an ai, I …')).toBe(false);
    expect(passes({ forbidden: ['sorry', 'cannot'] }, 'I cannot')).toBe(false);
    expect(passes({ forbidden: { text: 'AI', case: 'keep' } }, 'air')).toBe(true);
    expect(passes({ forbidden: 'secret' }, 'nothing here')).toBe(true);
  });

  it('says what is wrong with a guard as written', () => {
    expect(() => guardSpecOf({ 'max-word': 3 })).toThrow(
      /Unknown guard "max-word". Did you mean "max-words"\?/,
    );
    expect(() => guardSpecOf({ 'max-words': 0 })).toThrow(/must be at least 1, not 0/);
    expect(() => guardSpecOf({ 'max-words': 'three' })).toThrow(/must be a number, not "three"/);
    expect(() => guardSpecOf({ forbidden: 3 })).toThrow(/must be text, a list of texts/);
    expect(() => guardSpecOf({ 'max-words': 3, 'max-chars': 9 })).toThrow(/one key/);
    expect(() => createGuard({ name: 'nothing', options: {} })).toThrow(/Unknown guard/);
  });

  it('gives two guards of a kind names of their own', () => {
    const specs = [guardSpecOf({ forbidden: 'a' }), guardSpecOf({ forbidden: 'b' })];
    expect(createGuards(specs).map(({ name }) => name)).toEqual(['forbidden', 'forbidden-2']);
  });
});
