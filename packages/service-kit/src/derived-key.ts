import { hkdfSync } from 'node:crypto';

/** A secret and what a key made of it is for; another purpose gives an unrelated key. */
export type Purpose = {
  /** At least 32 bytes. */
  readonly secret: Uint8Array;
  readonly purpose: string;
};

/**
 * 32 bytes by HKDF-SHA-256 (RFC 5869) with `<construction>:<purpose>` as info, so that a sealer and
 * a signer of the same purpose do not share a key. Throws RangeError for a secret under 32 bytes.
 */
export function deriveKey(construction: string, { secret, purpose }: Purpose): Buffer {
  if (secret.length < 32) throw new RangeError('the secret has fewer than 32 bytes');
  const info = `${construction}:${purpose}`;
  return Buffer.from(hkdfSync('sha256', secret, new Uint8Array(), info, 32));
}
