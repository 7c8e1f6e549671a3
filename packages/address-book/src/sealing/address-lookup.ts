import { createHmac } from 'node:crypto';
import { deriveKey } from '@emberlog/service-kit';

/** Bytes of a lookup. */
export const LOOKUP_LENGTH = 32;

export type AddressLookup = {
  /** HMAC-SHA-256 of a normalised address: finds its row, and is no test of a guess without the secret. */
  readonly lookupOf: (normalised: string) => Buffer;
  /** Names the key without telling anything of it; no address has it as its lookup. */
  readonly fingerprint: Buffer;
};

/**
 * Lookups under a key derived from the secret that never rotates: another would find nobody, and
 * everybody could enter twice. Throws RangeError for a secret under 32 bytes.
 */
export const createAddressLookup = (secret: Uint8Array): AddressLookup => {
  const purpose = 'addresses of readers';
  const key = deriveKey('address-lookup/1', { secret, purpose });
  const named = deriveKey('address-lookup/fingerprint/1', { secret, purpose });
  return {
    lookupOf: (normalised) => createHmac('sha256', key).update(normalised, 'utf8').digest(),
    fingerprint: createHmac('sha256', named).digest().subarray(0, 8),
  };
};
