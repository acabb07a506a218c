/** Thrown when a body is larger than any answer could be. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
}

/**
 * A response's body as text. Servers are not trusted with our memory: reading stops at `limit` bytes.
 *
 * @throws BodyTooLargeError; whatever the connection throws
 */
export async function readBody(response: Response, limit: number): Promise<string> {
  if (!response.body) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    if (size > limit) throw new BodyTooLargeError(`More than ${limit} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
