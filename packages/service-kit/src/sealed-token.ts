import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { deriveKey, type Purpose } from './derived-key.ts';
import type { RandomBytes } from './key-text.ts';
import { readToken, writeToken } from './token-text.ts';

/** Makes and opens tokens that nobody else can read, change or make. */
export type Sealer = {
  /** Another token each time. Throws RangeError above 3,043 bytes. */
  readonly seal: (bytes: Uint8Array) => string;
  /** The sealed bytes, or null for anything this secret and purpose did not seal. */
  readonly open: (token: string) => Uint8Array | null;
};

const algorithm = 'aes-256-gcm';
const version = Uint8Array.of(1);
const nonceLength = 12;
const tagLength = 16;

/** Asks the system for many random bytes at once: for twelve alone it takes as long. */
const createRandomPool = (): RandomBytes => {
  let pool = Buffer.alloc(0);
  return (size) => {
    if (pool.length < size) pool = randomBytes(Math.max(size, 4_096));
    const taken = pool.subarray(0, size);
    pool = pool.subarray(size);
    return taken;
  };
};

/**
 * AES-256-GCM under a key of its own per purpose. A token is base64url of version (1 byte), nonce
 * (12 random bytes), ciphertext, tag (16 bytes). Random nonces limit a secret and purpose to about
 * 2^32 tokens; beyond that a repeated nonce becomes likelier than one in four thousand million.
 */
export function createSealer(
  options: Purpose & { /** @default node:crypto */ readonly random?: RandomBytes },
): Sealer {
  const key = deriveKey('sealed-token/1', options);
  const { random = createRandomPool() } = options;

  const seal = (bytes: Uint8Array): string => {
    const nonce = random(nonceLength);
    const cipher = createCipheriv(algorithm, key, nonce).setAAD(version);
    const parts = [version, nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()];
    return writeToken(Buffer.concat(parts));
  };
  const open = (token: string): Uint8Array | null => {
    const bytes = readToken(token, version.length + nonceLength + tagLength);
    if (bytes === null || bytes[0] !== version[0]) return null;
    const nonce = bytes.subarray(version.length, version.length + nonceLength);
    const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagLength })
      .setAAD(version)
      .setAuthTag(bytes.subarray(-tagLength));
    const opened = decipher.update(bytes.subarray(version.length + nonceLength, -tagLength));
    try {
      return Buffer.concat([opened, decipher.final()]);
    } catch {
      return null;
    }
  };
  return { seal, open };
}
