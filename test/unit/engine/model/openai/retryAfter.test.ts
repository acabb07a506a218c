import { expect, it } from 'vitest';
import { retryAfterMs } from '../../../../../src/engine/model/openai/retryAfter';

const NOW = Date.parse('Wed, 21 Oct 2015 07:28:00 GMT');

it.each<[Record<string, string>, number | undefined]>([
  [{}, undefined],
  [{ 'retry-after': '3' }, 3000],
  [{ 'retry-after': '0' }, 0],
  [{ 'retry-after': 'Wed, 21 Oct 2015 07:28:30 GMT' }, 30_000],
  [{ 'retry-after': 'Wed, 21 Oct 2015 07:27:00 GMT' }, 0],
  [{ 'retry-after': 'soon' }, undefined],
  [{ 'retry-after': '-5' }, undefined],
  [{ 'retry-after': '3', 'retry-after-ms': '250' }, 250],
])('%j asks for %s ms', (headers, wanted) => {
  const got = retryAfterMs(new Headers(headers), NOW);
  expect(got).toBe(wanted);
});
