/**
 * How long a response asks its client to wait, in milliseconds: `Retry-After` in seconds or as an HTTP date
 * (RFC 9110, section 10.2.3), or the `retry-after-ms` that OpenAI and Azure send. `undefined` where it doesn't say or
 * can't be read; never negative.
 */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const milliseconds = headers.get('retry-after-ms');
  if (milliseconds !== null && /^\d+(\.\d+)?$/.test(milliseconds.trim())) return Number(milliseconds);
  const written = headers.get('retry-after')?.trim();
  if (!written) return undefined;
  if (/^\d+(\.\d+)?$/.test(written)) return Number(written) * 1000;
  // An HTTP date starts with a weekday; `Date.parse` alone would read nearly anything, `-5` too.
  const date = /^[A-Za-z]/.test(written) ? Date.parse(written) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
