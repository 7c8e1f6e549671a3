import { createHmac, timingSafeEqual } from 'node:crypto';
import { deriveKey, type Purpose } from './derived-key.ts';
import { readToken, writeToken } from './token-text.ts';

/** Makes and checks tokens that anybody can read and nobody else can change or make. */
export type Signer = {
  /** The same token for the same payload. Throws RangeError above 3,039 bytes. */
  readonly sign: (payload: Uint8Array) => string;
  /** The payload, or null for anything this secret and purpose did not sign. */
  readonly verify: (token: string) => Uint8Array | null;
};

const version = 1;
const macLength = 32;

/**
 * HMAC-SHA-256 under a key of its own per purpose. A token is base64url of version (1 byte), MAC of
 * version and payload (32 bytes), payload. MACs are compared in constant time.
 */
export function createSigner(options: Purpose): Signer {
  const key = deriveKey('signed-token/1', options);
  const macOf = (payload: Uint8Array): Buffer =>
    createHmac('sha256', key).update(Uint8Array.of(version)).update(payload).digest();

  const sign = (payload: Uint8Array): string =>
    writeToken(Buffer.concat([Uint8Array.of(version), macOf(payload), payload]));
  const verify = (token: string): Uint8Array | null => {
    const bytes = readToken(token, 1 + macLength);
    if (bytes?.[0] !== version) return null;
    const payload = bytes.subarray(1 + macLength);
    return timingSafeEqual(macOf(payload), bytes.subarray(1, 1 + macLength)) ? payload : null;
  };
  return { sign, verify };
}
