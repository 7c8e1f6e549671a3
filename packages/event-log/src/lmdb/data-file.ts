import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { LogCorruptedError } from '../log-corrupted-error.ts';

// Where LMDB's data format 2 (64 bits, little-endian) keeps these fields in each of its two meta pages.
const MAGIC_AT = 24;
const VERSION_AT = 28;
const MAP_SIZE_AT = 40;
const PAGE_SIZE_AT = 48;
const FREE_PAGES_AT = 48;
const RECORDS_AT = 96;
const LAST_PAGE_AT = 144;
const TRANSACTION_AT = 152;
const META_SIZE = 160;
// Within the description of a tree.
const FLAGS_AT = 4;
const DEPTH_AT = 6;
const ENTRIES_AT = 32;
const ROOT_AT = 40;
/** Keys of the free pages are integers; those of records are bytes. */
const FREE_PAGES_FLAGS = 0x08;
const RECORDS_FLAGS = 0;
const NO_ROOT = 0xffff_ffff_ffff_ffffn;
const MAGIC = 0xbeefc0de;
const DATA_VERSION = 2;

/** A tree of pages; `root` is null while it is empty. */
export type Tree = {
  readonly root: number | null;
  readonly depth: number;
  readonly entries: bigint;
};

/** A data file: the size it has, and what its newest meta page says of it. */
export type DataFile = {
  readonly path: string;
  readonly bytes: number;
  /** What it may need; pages at the end can be unwritten because they are free. */
  readonly expectedBytes: number;
} & Meta;

/**
 * Looks at LMDB's data file before the engine maps it, because a damaged header or a missing page
 * kills the process with a signal. Null for a new log. Throws `LogCorruptedError`.
 */
export function inspectDataFile(path: string): DataFile | null {
  if (!existsSync(path)) return null;
  // For writing too: a file that cannot be written is refused here, with the system's error.
  const file = openSync(path, 'r+');
  try {
    const bytes = fstatSync(file).size;
    if (bytes === 0) return null;
    const first = readMeta(file, 0, path);
    const second = readMeta(file, first.pageSize, path);
    const newest = first.transaction > second.transaction ? first : second;
    const expectedBytes = (newest.lastPage + 1) * newest.pageSize;
    if (expectedBytes > newest.mapBytes) {
      throw new LogCorruptedError(`${path} is damaged: its header is out of bounds`, null);
    }
    return { path, bytes, expectedBytes, ...newest };
  } finally {
    closeSync(file);
  }
}

type Meta = {
  readonly pageSize: number;
  /** What the engine had mapped when it wrote this. */
  readonly mapBytes: number;
  readonly lastPage: number;
  readonly transaction: bigint;
  readonly freePages: Tree;
  readonly records: Tree;
};

function readMeta(file: number, at: number, path: string): Meta {
  const meta = Buffer.alloc(META_SIZE);
  const read = readSync(file, meta, 0, META_SIZE, at);
  const pageSize = meta.readUInt32LE(PAGE_SIZE_AT);
  const valid =
    read === META_SIZE &&
    meta.readUInt32LE(MAGIC_AT) === MAGIC &&
    meta.readUInt16LE(VERSION_AT) === DATA_VERSION &&
    meta.readUInt16LE(FREE_PAGES_AT + FLAGS_AT) === FREE_PAGES_FLAGS &&
    meta.readUInt16LE(RECORDS_AT + FLAGS_AT) === RECORDS_FLAGS &&
    pageSize >= 512;
  if (!valid)
    throw new LogCorruptedError(`${path} is damaged or not a log: no header at ${at}`, null);
  return {
    pageSize,
    mapBytes: Number(meta.readBigUInt64LE(MAP_SIZE_AT)),
    lastPage: Number(meta.readBigUInt64LE(LAST_PAGE_AT)),
    transaction: meta.readBigUInt64LE(TRANSACTION_AT),
    freePages: readTree(meta.subarray(FREE_PAGES_AT)),
    records: readTree(meta.subarray(RECORDS_AT)),
  };
}

function readTree(tree: Buffer): Tree {
  const root = tree.readBigUInt64LE(ROOT_AT);
  return {
    root: root === NO_ROOT ? null : Number(root),
    depth: tree.readUInt16LE(DEPTH_AT),
    entries: tree.readBigUInt64LE(ENTRIES_AT),
  };
}
