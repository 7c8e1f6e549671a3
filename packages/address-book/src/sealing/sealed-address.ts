import { seal, SEAL_OVERHEAD, unseal } from './aes-gcm.ts';

/** The longest address, as `readAddress` counts. */
const MAX_BYTES = 254;
/** One byte says the length; the rest is filled up, so that a row does not tell how long it is. */
const PADDED = 1 + MAX_BYTES;

/** Every sealed address has so many bytes. */
export const SEALED_LENGTH = PADDED + SEAL_OVERHEAD;

export type SealOptions = {
  readonly rowKey: Uint8Array;
  readonly subscriber: string;
};

/** An address under its row's key. Throws RangeError above 254 bytes, without the address. */
export const sealAddress = (
  sent: string,
  { rowKey, subscriber, nonce }: SealOptions & { readonly nonce: Uint8Array },
): Buffer => {
  const bytes = Buffer.from(sent, 'utf8');
  if (bytes.length > MAX_BYTES) throw new RangeError(`an address has at most ${MAX_BYTES} bytes`);
  const padded = Buffer.alloc(PADDED);
  padded[0] = bytes.length;
  bytes.copy(padded, 1);
  return seal(rowKey, nonce, placeOf(subscriber), padded);
};

/** The address, or null for what was sealed under another key or for another subscriber. */
export const unsealAddress = (
  sealed: Uint8Array,
  { rowKey, subscriber }: SealOptions,
): string | null => {
  const padded = unseal(rowKey, placeOf(subscriber), sealed);
  if (padded?.length !== PADDED) return null;
  return padded.toString('utf8', 1, 1 + (padded[0] ?? 0));
};

const placeOf = (subscriber: string): string => `address:${subscriber}`;
