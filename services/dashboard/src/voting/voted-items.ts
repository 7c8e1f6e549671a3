import { createHash } from 'node:crypto';

/** Which items a visitor has voted for, as far as a cookie can remember. */
export type VotedItems = {
  readonly has: (item: string) => boolean;
  readonly with: (item: string) => VotedItems;
  readonly without: (item: string) => VotedItems;
  readonly encode: () => Uint8Array;
};

/** The newest are kept; 48 bits each keep the cookie near 1.6 kB. */
const REMEMBERED = 200;
const HASH_BYTES = 6;

const hashOf = (item: string): string =>
  createHash('sha256')
    .update(item)
    .digest('hex')
    .slice(0, HASH_BYTES * 2);

const of = (hashes: readonly string[]): VotedItems => ({
  has: (item) => hashes.includes(hashOf(item)),
  with: (item) =>
    of([...hashes.filter((hash) => hash !== hashOf(item)), hashOf(item)].slice(-REMEMBERED)),
  without: (item) => of(hashes.filter((hash) => hash !== hashOf(item))),
  encode: () => Buffer.from(hashes.join(''), 'hex'),
});

/** Bytes that `encode` gave, or none; a rest that is no whole hash is dropped. */
export const decodeVotedItems = (bytes: Uint8Array = new Uint8Array()): VotedItems => {
  const hex = Buffer.from(bytes).toString('hex');
  return of(hex.match(new RegExp(`.{${HASH_BYTES * 2}}`, 'g')) ?? []);
};
