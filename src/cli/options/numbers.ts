import { InvalidArgumentError } from 'commander';

/** @throws InvalidArgumentError, as the other readers here do. */
export function readWholeNumber(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number)) return number;
  throw new InvalidArgumentError('A whole number from 0 was expected.');
}

export function readCount(text: string): number {
  if (/^\d+$/.test(text) && Number(text) >= 1) return readWholeNumber(text);
  throw new InvalidArgumentError('A whole number from 1 was expected.');
}

export function readMoney(text: string): number {
  const number = Number(text);
  if (/^\d*\.?\d+$/.test(text) && number > 0) return number;
  throw new InvalidArgumentError('An amount in US dollars above 0 was expected, such as 1.50.');
}

export function readScore(text: string): number {
  const number = Number(text);
  if (/^\d*\.?\d+$/.test(text) && number <= 1) return number;
  throw new InvalidArgumentError('A score from 0 to 1 was expected, such as 0.8.');
}
