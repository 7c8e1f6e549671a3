import { setImmediate as nextTurn } from 'node:timers/promises';
import { open } from 'lmdb';
import type { Database, RootDatabase } from 'lmdb';
import type { LogRecord, RecordPosition } from '../event-log.ts';
import { LogCorruptedError } from '../log-corrupted-error.ts';
import { LogUnavailableError } from '../log-unavailable-error.ts';
import { LogWriteError } from '../log-write-error.ts';
import { decodeFrame, encodeFrame } from './record-frame.ts';

type StoreKey = string | [topic: string, partition: number, offset: number];

/** LMDB as a table of frames by (topic, partition, offset). The vendor's name stays in this file. */
export type LmdbStore<T extends string> = {
  /** A text kept beside the records, or null. */
  readText(name: string): string | null;
  writeText(name: string, text: string): void;
  /** The record, or null. Throws `LogCorruptedError`. */
  read(position: RecordPosition<T>): LogRecord<T> | null;
  /** What is stored from `from` on in its partition, at most `limit`. Throws `LogCorruptedError`. */
  scan(from: RecordPosition<T>, limit: number): readonly LogRecord<T>[];
  /** The stored offsets: the first, and one above the last; both 0 for none. Throws `LogCorruptedError`. */
  readBounds(topic: T, partition: number): { readonly first: number; readonly end: number };
  /**
   * Removes and syncs what lies before `before` in its partition, a part of it where that is much;
   * resolves with how many records went. Rejects with `LogWriteError`.
   */
  removeBefore(before: RecordPosition<T>): Promise<number>;
  /**
   * Writes and syncs all or none; resolves when they survive a crash. None if one of the places is
   * taken, which only another writer on the same files can cause. Rejects with `LogUnavailableError`,
   * and with `LogWriteError` when the engine failed.
   */
  write(records: readonly LogRecord<T>[]): Promise<void>;
  /** Writes the data file as one transaction sees it into a directory without one, while others write on. */
  copyTo(directory: string): Promise<void>;
  close(): Promise<void>;
};

/** A scan ends after this many bytes, so that large records do not pile up in memory. */
const MAX_SCAN_BYTES = 4 * 1024 * 1024;

/** Appends wait while so many records are removed. */
const REMOVED_AT_A_TIME = 5_000;

/** Opens the files in the directory `path`; `inspectDataFile` has looked at them before. */
export function openLmdbStore<T extends string>(path: string): LmdbStore<T> {
  const db: RootDatabase<Buffer, StoreKey> = open({
    path,
    noSubdir: false,
    encoder: { encode: (bytes: Buffer) => bytes, decode: copyOf },
    // A commit resolves only after its fsync.
    overlappingSync: false,
    // Its implicit batches leave a promise nobody holds, and a failed commit would end the process.
    eventTurnBatching: false,
  });

  return {
    readText: (name) => db.get(name)?.toString() ?? null,
    writeText: (name, text) => db.putSync(name, Buffer.from(text)),

    read(position) {
      const frame = reading(position, () => db.get(keyOf(position)));
      return frame === undefined ? null : decodeFrame(frame, position);
    },

    scan: (from, limit) =>
      reading(from, () => {
        const records: LogRecord<T>[] = [];
        const end = [from.topic, from.partition + 1, 0] as const satisfies StoreKey;
        let bytes = 0;
        for (const { key, value } of db.getRange({ start: keyOf(from), end: [...end], limit })) {
          const { topic, partition } = from;
          const position = { topic, partition, offset: from.offset + records.length };
          if (key[2] !== position.offset) throw new LogCorruptedError('is missing', position);
          records.push(decodeFrame(value, position));
          bytes += value.byteLength;
          if (bytes >= MAX_SCAN_BYTES) break;
        }
        return records;
      }),

    readBounds: (topic, partition) =>
      reading({ topic, partition, offset: 0 }, () => {
        db.resetReadTxn();
        const low = [topic, partition, -1];
        const high = [topic, partition, Number.MAX_SAFE_INTEGER];
        const [first] = db.getKeys({ start: low, end: high, limit: 1 });
        const [last] = db.getKeys({ start: high, end: low, reverse: true, limit: 1 });
        if (first === undefined || last === undefined) return { first: 0, end: 0 };
        return { first: Number(first[2]), end: Number(last[2]) + 1 };
      }),

    async removeBefore(before) {
      const { topic, partition } = before;
      db.resetReadTxn();
      const start = keyOf({ topic, partition, offset: 0 });
      const keys = [...db.getKeys({ start, end: keyOf(before), limit: REMOVED_AT_A_TIME })];
      await db
        .transaction(() => {
          for (const key of keys) void db.remove(key);
        })
        .catch(async (error: unknown) => {
          throw new LogWriteError('the log could not be cut', { cause: await causeOf(error) });
        });
      return keys.length;
    },

    async write(records) {
      const committed = await Promise.all(putAll(db, records)).catch(async (error: unknown) => {
        throw new LogWriteError('the log could not be written', {
          cause: await causeOf(error),
        });
      });
      if (committed.includes(false)) {
        throw new LogUnavailableError('another writer has appended to the same files');
      }
    },

    // Page by page: to compact it takes twice as long, and saves what the next records fill again.
    copyTo: (directory) => db.backup(directory, false),

    close: () => db.close(),
  };
}

/**
 * The engine reads every value into the same memory. A copy is wanted, but not memory of its own
 * for each, as the engine's binary encoding has it: to make that takes longer than all of the read.
 */
function copyOf(shared: Buffer): Buffer {
  const copy = Buffer.allocUnsafe(shared.length);
  // `length` says how much of that memory is the value; only a part of it is as long as it says.
  copy.set(shared.subarray(0, shared.length));
  return copy;
}

const keyOf = ({ topic, partition, offset }: RecordPosition<string>): StoreKey => [
  topic,
  partition,
  offset,
];

/** Whatever the engine throws while reading, the caller learns which record it was about. */
function reading<T>(position: RecordPosition<string>, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof LogCorruptedError) throw error;
    throw new LogCorruptedError('cannot be read', position, { cause: error });
  }
}

/** One transaction: all puts inside nested conditions that the first place of each partition is free. */
function putAll(
  db: Database<Buffer, StoreKey>,
  records: readonly LogRecord<string>[],
): readonly Promise<boolean>[] {
  const firsts = new Map<string, StoreKey>();
  for (const record of records) {
    const partition = `${record.topic}/${record.partition}`;
    if (!firsts.has(partition)) firsts.set(partition, keyOf(record));
  }
  const outcomes: Promise<boolean>[] = [];
  const putIfFree = ([first, ...rest]: readonly StoreKey[]): void => {
    if (first !== undefined) outcomes.push(db.ifNoExists(first, () => putIfFree(rest)));
    else for (const record of records) void db.put(keyOf(record), encodeFrame(record));
  };
  putIfFree([...firsts.values()]);
  return outcomes;
}

/** What made a commit fail; the engine tells it through a second promise, settled in the same turn. */
async function causeOf(error: unknown): Promise<unknown> {
  const told = error instanceof Error && 'commitError' in error ? error.commitError : error;
  return await Promise.race([Promise.resolve(told), nextTurn(error)]).catch(
    (cause: unknown) => cause,
  );
}
