import type { AddressKey } from '../address-keys.ts';
import { seal, SEAL_OVERHEAD, unseal } from './aes-gcm.ts';

/** Bytes of a row's key. */
export const ROW_KEY_LENGTH = 32;

/** Bytes of a wrapped row key. */
export const WRAPPED_LENGTH = ROW_KEY_LENGTH + SEAL_OVERHEAD;

/** A row's key under an address key. */
export type WrappedKey = {
  /** Which of the address keys opens it. */
  readonly keyId: string;
  /** `WRAPPED_LENGTH` bytes. */
  readonly bytes: Buffer;
};

export const wrapRowKey = (
  rowKey: Uint8Array,
  { id, key }: AddressKey,
  subscriber: string,
  nonce: Uint8Array,
): WrappedKey => ({ keyId: id, bytes: seal(key, nonce, placeOf(id, subscriber), rowKey) });

/** The row's key, or null for what this key did not wrap for this subscriber. */
export const unwrapRowKey = (
  { bytes }: WrappedKey,
  { id, key }: AddressKey,
  subscriber: string,
): Buffer | null => unseal(key, placeOf(id, subscriber), bytes);

/** Ids have no colon, so that no two pairs have one place. */
const placeOf = (keyId: string, subscriber: string): string => `row-key:${keyId}:${subscriber}`;
