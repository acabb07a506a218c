import { LARGEST_SIZE, isMapping } from './jinjaFunctions';
import { templateText } from './templateValue';

/** Longest text that a template may build, in UTF-16 units. */
export const LONGEST_TEXT = 5_000_000;

/** As in Jinja: empty text, zero, nothing, and empty lists and dicts are false. */
export function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return isMapping(value) ? Object.keys(value).length > 0 : Boolean(value);
}

export function binary(operator: string, left: unknown, right: unknown): unknown {
  switch (operator) {
    case 'Add':
      return add(left, right);
    case 'Concat':
      return concat(templateText(left), templateText(right));
    case 'Sub':
      return Number(left) - Number(right);
    case 'Mul':
      return Number(left) * Number(right);
    case 'Div':
      return Number(left) / Number(right);
    case 'FloorDiv':
      return Math.floor(Number(left) / Number(right));
    case 'Mod':
      return Number(left) % Number(right);
    case 'Pow':
      return Number(left) ** Number(right);
    default:
      throw new Error(`\`${operator}\` is not supported`);
  }
}

function add(left: unknown, right: unknown): unknown {
  if (typeof left === 'number' && typeof right === 'number') return left + right;
  if (!Array.isArray(left) || !Array.isArray(right)) return concat(templateText(left), templateText(right));
  if (left.length + right.length > LARGEST_SIZE) throw new Error('the list grows too long');
  return [...(left as unknown[]), ...(right as unknown[])];
}

function concat(left: string, right: string): string {
  if (left.length + right.length > LONGEST_TEXT) throw new Error('the text grows too long');
  return left + right;
}

/** Comparison as nunjucks makes it: a number and its text are equal, since columns of a table are text. */
export function compares(operator: string, left: unknown, right: unknown): boolean {
  switch (operator) {
    case '==':
      return looselyEqual(left, right);
    case '!=':
      return !looselyEqual(left, right);
    case '===':
      return left === right;
    case '!==':
      return left !== right;
    default:
      return orders(operator, left as number, right as number);
  }
}

function orders(operator: string, left: number, right: number): boolean {
  if (typeof left === 'object' || typeof right === 'object') return false;
  if (operator === '<') return left < right;
  if (operator === '>') return left > right;
  return operator === '<=' ? left <= right : left >= right;
}

function looselyEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (left === null || left === undefined) return right === null || right === undefined;
  if (typeof left === 'object' && typeof right === 'object')
    return JSON.stringify(left) === JSON.stringify(right);
  const kinds = new Set([typeof left, typeof right]);
  return (
    kinds.has('number') &&
    kinds.has('string') &&
    left !== '' &&
    right !== '' &&
    Number(left) === Number(right)
  );
}

export function contains(container: unknown, item: unknown): boolean {
  if (typeof container === 'string') return container.includes(templateText(item));
  if (Array.isArray(container)) return container.some((each) => looselyEqual(each, item));
  return isMapping(container) && Object.hasOwn(container, templateText(item));
}
