import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const VERSION = Uint8Array.of(1);
const NONCE_LENGTH = 12;
const TAG_LENGTH = 16;

/** Bytes that a sealed message has beside its content: version (1), nonce (12), tag (16). */
export const SEAL_OVERHEAD = VERSION.length + NONCE_LENGTH + TAG_LENGTH;

/** A key of 32 bytes. */
type Key = KeyObject | Uint8Array;

/**
 * AES-256-GCM: version, nonce, ciphertext, tag. `place` is authenticated too, so that a message
 * moved to another row does not open; so is the version.
 */
export const seal = (key: Key, nonce: Uint8Array, place: string, content: Uint8Array): Buffer => {
  if (nonce.length !== NONCE_LENGTH) throw new RangeError('a nonce has 12 bytes');
  const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(bound(place));
  const sealed = [cipher.update(content), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat([VERSION, nonce, ...sealed]);
};

/** The content, or null for what this key did not seal at this place. */
export const unseal = (key: Key, place: string, message: Uint8Array): Buffer | null => {
  if (message.length < SEAL_OVERHEAD || message[0] !== VERSION[0]) return null;
  const afterNonce = VERSION.length + NONCE_LENGTH;
  const nonce = message.subarray(VERSION.length, afterNonce);
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_LENGTH })
    .setAAD(bound(place))
    .setAuthTag(message.subarray(-TAG_LENGTH));
  const opened = decipher.update(message.subarray(afterNonce, -TAG_LENGTH));
  try {
    return Buffer.concat([opened, decipher.final()]);
  } catch {
    return null;
  }
};

const bound = (place: string): Buffer => Buffer.concat([VERSION, Buffer.from(place, 'utf8')]);
