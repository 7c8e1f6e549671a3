/** Longer texts are not looked at; a token travels in a URL. */
const maxTokenLength = 4096;

/** Base64url of `bytes`. Throws RangeError when `readToken` would refuse the result. */
export function writeToken(bytes: Uint8Array): string {
  const token = Buffer.from(bytes).toString('base64url');
  if (token.length > maxTokenLength) throw new RangeError('the payload is too long for a token');
  return token;
}

/** The bytes of a token of at least `minBytes`, or null: too long, too short or not canonical. */
export function readToken(token: string, minBytes: number): Buffer | null {
  if (token.length > maxTokenLength) return null;
  const bytes = Buffer.from(token, 'base64url');
  // The decoder skips what it does not know; only the canonical spelling comes back unchanged.
  return bytes.length >= minBytes && bytes.toString('base64url') === token ? bytes : null;
}
