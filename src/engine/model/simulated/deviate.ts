import { rightAnswer, shownValue, type KnownExample } from './knowledge';
import type { Fault, Harm } from './script';

/**
 * What a fault or harm answers in place of the right answer. `null` where that would be no fault: its `answers` say
 * nothing about this target, or its answer is the right one after all.
 */
export function deviate(fault: Fault | Harm, row: KnownExample, other: string): string | null {
  const right = rightAnswer(row);
  const mapped = fault.answers && Object.hasOwn(fault.answers, right) ? fault.answers[right] : undefined;
  const template = mapped ?? fault.answer ?? (fault.answers ? undefined : '{{target}}');
  if (template === undefined) return null;
  const answer = transformed(fill(template, row, other), fault.transform ?? 'none');
  return answer === right ? null : answer;
}

function fill(template: string, row: KnownExample, other: string): string {
  return template.replace(/\{\{\s*([^{}]*?)\s*\}\}/g, (placeholder, name: string) => {
    if (name === 'target') return rightAnswer(row);
    if (name === 'other') return other;
    const input = name.slice('input.'.length);
    return Object.hasOwn(row.inputs, input) ? shownValue(row.inputs[input]) : placeholder;
  });
}

function transformed(answer: string, transform: 'capitalize' | 'upper' | 'sentence' | 'none'): string {
  if (transform === 'upper') return answer.toUpperCase();
  if (transform === 'capitalize') return answer.charAt(0).toUpperCase() + answer.slice(1);
  if (transform === 'sentence') return answer.endsWith('.') ? answer : `${answer}.`;
  return answer;
}
