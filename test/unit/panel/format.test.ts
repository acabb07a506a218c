import { describe, expect, it } from 'vitest';
import { NO_COST } from '../../../src/engine/model/cost';
import { count, formatCost, formatMoney } from '../../../src/panel/format';

describe('formatMoney', () => {
  it.each([
    [null, 'price unknown'],
    [0, '$0'],
    [0.00001, '< $0.0001'],
    [0.0021, '$0.0021'],
    [0.05, '$0.05'],
    [0.123, '$0.12'],
    [12, '$12.00'],
  ])('%s reads %s', (usd, shown) => {
    expect(formatMoney(usd)).toBe(shown);
  });
});

describe('formatCost', () => {
  it('tells calls that were paid for from answers that the cache gave', () => {
    expect(formatCost({ ...NO_COST, calls: 1, cachedCalls: 34, usd: 0.5 })).toBe(
      '1 call, 34 from the cache · $0.50',
    );
    expect(formatCost({ ...NO_COST, calls: 2, usd: null })).toBe('2 calls · price unknown');
  });
});

describe('count', () => {
  it.each([
    [0, '0 looks'],
    [1, '1 look'],
    [2, '2 looks'],
  ])('%d', (number, shown) => {
    expect(count(number, 'look')).toBe(shown);
  });
});
