/** The API key for a server's origin, `undefined` where there is none. Asked at every call, so a key may be set late. */
export type KeyProvider = (origin: string) => string | undefined;

/** Where OPENAI_API_KEY belongs. */
export const OPENAI_ORIGIN = 'https://api.openai.com';

/**
 * Keys from environment variables, for the command line. A key goes to its own provider's origin only, unless the
 * person trusts another origin with it.
 */
export function keysFromEnvironment(
  environment: Record<string, string | undefined>,
  trustedOrigins: readonly string[] = [],
): KeyProvider {
  const origins = new Set([OPENAI_ORIGIN, ...trustedOrigins]);
  return (origin) => (origins.has(origin) ? environment.OPENAI_API_KEY?.trim() || undefined : undefined);
}
