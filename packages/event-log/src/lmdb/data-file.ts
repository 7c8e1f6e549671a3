import { closeSync, existsSync, fstatSync, openSync, readSync, truncateSync } from 'node:fs';
import { LogCorruptedError } from '../log-corrupted-error.ts';

// Where LMDB's data format 2 (64 bits, little-endian) keeps these fields in each of its two meta pages.
const MAGIC_AT = 24;
const VERSION_AT = 28;
const PAGE_SIZE_AT = 48;
const LAST_PAGE_AT = 144;
const TRANSACTION_AT = 152;
const META_SIZE = 160;
const MAGIC = 0xbeefc0de;
const DATA_VERSION = 2;

/** The sizes of a data file: what it has, and what its newest meta page says it may need. */
export type DataFile = {
  readonly path: string;
  readonly pageSize: number;
  readonly bytes: number;
  readonly expectedBytes: number;
};

/**
 * Looks at LMDB's data file before the engine maps it, because a damaged header or a missing page
 * kills the process with a signal. Null for a new log. Throws `LogCorruptedError`.
 */
export function inspectDataFile(path: string): DataFile | null {
  if (!existsSync(path)) return null;
  const file = openSync(path, 'r');
  try {
    const bytes = fstatSync(file).size;
    if (bytes === 0) return null;
    const first = readMeta(file, 0, path);
    const second = readMeta(file, first.pageSize, path);
    const newest = first.transaction > second.transaction ? first : second;
    const { pageSize, lastPage } = newest;
    return { path, pageSize, bytes, expectedBytes: (lastPage + 1) * pageSize };
  } finally {
    closeSync(file);
  }
}

/** Fills the missing end with zeros, which the engine reports as damage where it needs those pages. */
export const padDataFile = (file: DataFile): void => truncateSync(file.path, file.expectedBytes);

/** Takes the padding away again: a damaged file is left as it was found. */
export const unpadDataFile = (file: DataFile): void => truncateSync(file.path, file.bytes);

type Meta = { readonly pageSize: number; readonly lastPage: number; readonly transaction: bigint };

function readMeta(file: number, at: number, path: string): Meta {
  const meta = Buffer.alloc(META_SIZE);
  const read = readSync(file, meta, 0, META_SIZE, at);
  const pageSize = meta.readUInt32LE(PAGE_SIZE_AT);
  const valid =
    read === META_SIZE &&
    meta.readUInt32LE(MAGIC_AT) === MAGIC &&
    meta.readUInt16LE(VERSION_AT) === DATA_VERSION &&
    pageSize >= 512;
  if (!valid)
    throw new LogCorruptedError(`${path} is damaged or not a log: no header at ${at}`, null);
  return {
    pageSize,
    lastPage: Number(meta.readBigUInt64LE(LAST_PAGE_AT)),
    transaction: meta.readBigUInt64LE(TRANSACTION_AT),
  };
}
