import { createHmac } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { deriveKey, type Purpose } from './derived-key.ts';

/** 16 lower-case hexadecimal digits in place of a value; equal values, equal digits. */
export type Pseudonymiser = (value: string) => string;

/** The values that came last as new, in memory alone: who comes once comes again, and a hash takes a while. */
const REMEMBERED = 10_000;

/**
 * The first 64 bits of HMAC-SHA-256 of the value's UTF-8 bytes, under a key of its own per purpose.
 * Two of n values share a pseudonym with a probability of about n² / 2^65. Without the secret
 * nobody can test a guess.
 */
export function createPseudonymiser(options: Purpose): Pseudonymiser {
  const key = deriveKey('pseudonym/1', options);
  const known = new LRUCache<string, string>({ max: REMEMBERED });
  return (value) => {
    // Without a note of its use: who is forgotten all the same costs one hash, the notes cost more.
    const before = known.peek(value);
    if (before !== undefined) return before;
    const pseudonym = createHmac('sha256', key).update(value, 'utf8').digest('hex').slice(0, 16);
    known.set(value, pseudonym);
    return pseudonym;
  };
}
