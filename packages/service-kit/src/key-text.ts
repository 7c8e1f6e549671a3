import { createHash, randomBytes } from 'node:crypto';

/** `size` bytes nobody can guess. */
export type RandomBytes = (size: number) => Uint8Array;

/** A new key: `el_` and 256 random bits in base64url, 46 characters. */
export function generateKey(random: RandomBytes = randomBytes): string {
  return `el_${Buffer.from(random(32)).toString('base64url')}`;
}

/** What is stored of a key: its SHA-256, 64 lower-case hexadecimal digits. */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
