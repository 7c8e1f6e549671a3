import { LogCorruptedError } from '../log-corrupted-error.ts';

// LMDB's pages, as the engine's own source has them (mdb.c): a head of 24 bytes, then the places of
// the nodes, which are counted from behind the head, and the nodes from the end of the page on.
const HEAD = 24;
const TRANSACTION_AT = 8;
const FLAGS_AT = 18;
const LOWER_AT = 20;
const UPPER_AT = 22;
const OVERFLOW_PAGES_AT = 20;
const NODE_HEAD = 8;
const BRANCH = 0x01;
const LEAF = 0x02;
const OVERFLOW = 0x04;
/** The flags that say what a page is; others are leftovers of writing it. */
const KINDS = 0x7f;
const BIG = 0x01;
/** What a node holds in place of a value that has pages of its own: page, transaction, count. */
const BIG_SIZE = 24;

/** A value in a leaf: at a place within its page, or on `pages` pages from `page` on. */
export type StoredValue = {
  readonly bytes: number;
  readonly at: number;
  readonly big: { readonly page: number; readonly pages: number } | null;
};

/** A page of a tree: its children, or its values. */
export type TreePage =
  | { readonly kind: 'branch'; readonly children: readonly number[] }
  | { readonly kind: 'leaf'; readonly values: readonly StoredValue[] };

/** Where a page was read, and what the newest header allows of it. */
export type PagePlace = {
  readonly path: string;
  readonly number: number;
  /** The newest transaction of the file: no page can be of a later one. */
  readonly transaction: bigint;
};

/** Says which page is damaged and how. */
export function damaged({ path, number }: Omit<PagePlace, 'transaction'>, how: string): never {
  throw new LogCorruptedError(`${path} is damaged: page ${number} ${how}`, null);
}

/** A branch or a leaf, with every place in it inside the page. Throws `LogCorruptedError`. */
export function readTreePage(page: Buffer, place: PagePlace): TreePage {
  const kind = checkHead(page, place);
  const lower = page.readUInt16LE(LOWER_AT);
  const upper = page.readUInt16LE(UPPER_AT);
  const room = page.byteLength - HEAD;
  const count = lower >> 1;
  if (lower % 2 !== 0 || lower > upper || upper > room) return damaged(place, 'has no valid head');
  const nodes = Array.from({ length: count }, (_, index) => {
    const at = page.readUInt16LE(HEAD + 2 * index);
    if (at < upper || at + NODE_HEAD > room) return damaged(place, 'has an entry outside of it');
    return HEAD + at;
  });
  if (kind === BRANCH) {
    if (count < 2) return damaged(place, 'has too few entries');
    return { kind: 'branch', children: nodes.map((at) => readChild(page, at, place)) };
  }
  if (kind === LEAF) return { kind: 'leaf', values: nodes.map((at) => readValue(page, at, place)) };
  return damaged(place, 'is no page of an index');
}

/** Checks the first of the pages that hold one value. Throws `LogCorruptedError`. */
export function checkOverflowPage(page: Buffer, pages: number, place: PagePlace): void {
  const kind = checkHead(page, place);
  if (kind !== OVERFLOW || page.readUInt32LE(OVERFLOW_PAGES_AT) !== pages) {
    damaged(place, 'is no page of a value');
  }
}

/** Bytes of the head of every page, also of the first of a value's pages. */
export const PAGE_HEAD_SIZE = HEAD;

function checkHead(page: Buffer, place: PagePlace): number {
  const number = page.readBigUInt64LE(0);
  const transaction = page.readBigUInt64LE(TRANSACTION_AT);
  if (number !== BigInt(place.number)) return damaged(place, 'has another number');
  if (transaction > place.transaction) return damaged(place, 'is of a later transaction');
  return page.readUInt16LE(FLAGS_AT) & KINDS;
}

function readChild(page: Buffer, at: number, place: PagePlace): number {
  const keySize = page.readUInt16LE(at + 6);
  if (at + NODE_HEAD + keySize > page.byteLength) damaged(place, 'has a key that leaves it');
  return page.readUIntLE(at, 6);
}

function readValue(page: Buffer, at: number, place: PagePlace): StoredValue {
  const bytes = page.readUInt32LE(at);
  const flags = page.readUInt16LE(at + 4);
  const valueAt = at + NODE_HEAD + page.readUInt16LE(at + 6);
  const inside = flags === BIG ? BIG_SIZE : bytes;
  if (flags !== 0 && flags !== BIG) damaged(place, 'has an entry of an unknown kind');
  if (valueAt + inside > page.byteLength) damaged(place, 'has an entry that leaves it');
  if (flags === 0) return { bytes, at: valueAt, big: null };
  const pages = page.readBigUInt64LE(valueAt + 16);
  const needed = Math.floor((HEAD - 1 + bytes) / page.byteLength) + 1;
  if (pages !== BigInt(needed)) damaged(place, 'has a value of another length');
  return { bytes, at: 0, big: { page: Number(page.readBigUInt64LE(valueAt)), pages: needed } };
}
