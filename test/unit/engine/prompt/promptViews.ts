import { expect } from 'vitest';
import type { PromptFile } from '../../../../src/engine/prompt/promptFile';
import { overlaps } from '../../../../src/engine/prompt/spanSet';

export const editableOf = ({ text, editable }: PromptFile): string[] =>
  editable.map(({ start, end }) => text.slice(start, end));
export const messagesOf = ({ text, messages }: PromptFile): string[] =>
  messages.map(({ role, span }) => `${role}|${text.slice(span.start, span.end).trim()}`);
export const namesOf = ({ variables }: PromptFile): string[] =>
  variables.map(({ name, optional }) => (optional ? `${name}?` : name));
export const placeholdersOf = ({ text, variables }: PromptFile): string[] =>
  variables.map(({ span }) => text.slice(span.start, span.end));

/** Editable spans are in order, in the body, and clear of everything that is protected. */
export function expectSoundSpans(prompt: PromptFile): void {
  let last = prompt.body.start;
  for (const { start, end } of prompt.editable) {
    expect(start).toBeGreaterThanOrEqual(last);
    expect(end).toBeGreaterThan(start);
    expect(end).toBeLessThanOrEqual(prompt.body.end);
    last = end;
  }
  const shielded = [...prompt.protected, ...prompt.variables].map(({ span }) => span);
  expect(shielded.filter((span) => prompt.editable.some((editable) => overlaps(editable, span)))).toEqual([]);
  const starts = prompt.variables.map(({ span }) => span.start);
  expect(starts).toEqual([...starts].sort((a, b) => a - b));
  expect(prompt.messages.length).toBeGreaterThan(0);
}
