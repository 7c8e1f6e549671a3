import { open } from 'lmdb';
import { AddressBookUnavailableError } from '../address-book-unavailable-error.ts';
import { LOOKUP_LENGTH } from '../sealing/address-lookup.ts';

export type Row = {
  /** Where the row's key is. */
  readonly slot: number;
  /** `LOOKUP_LENGTH` bytes. */
  readonly lookup: Buffer;
  readonly sealed: Buffer;
};

/** LMDB as the book's rows. The vendor's name stays in this file. No key of a row ever comes here. */
export type LmdbRows = {
  /**
   * Runs alone among all processes, then commits with an fsync; not at all where it throws. Throws
   * `AddressBookUnavailableError` for what the engine failed at.
   */
  readonly transaction: <T>(action: () => T) => T;
  /** A note beside the rows, or null. */
  readonly note: (name: string) => Buffer | null;
  readonly writeNote: (name: string, bytes: Buffer) => void;
  readonly subscriberOf: (lookup: Buffer) => string | null;
  readonly row: (subscriber: string) => Row | null;
  /** Who has rows, at this moment. */
  readonly subscribers: () => readonly string[];
  /** A slot that no row has. Only in a transaction, as all that follows. */
  readonly takeSlot: () => number;
  readonly put: (subscriber: string, row: Row) => void;
  /** Removes the row and gives its slot to the next. */
  readonly remove: (subscriber: string, row: Row) => void;
  readonly count: () => number;
  /** Writes the rows of one moment, and no page that was freed, into a directory without rows. */
  readonly copyTo: (directory: string) => Promise<void>;
  readonly close: () => Promise<void>;
};

const SLOT_BYTES = 4;
const LOOKUP_END = SLOT_BYTES + LOOKUP_LENGTH;

/** Opens the files in the directory `path` or makes them. */
export const openLmdbRows = (path: string): LmdbRows => {
  const root = open({
    path,
    noSubdir: false,
    // A commit returns only after its fsync.
    overlappingSync: false,
    eventTurnBatching: false,
    // Else a page may carry what this process's memory had, an address too.
    noMemInit: false,
  });
  const notes = root.openDB<Buffer, string>({ name: 'notes', encoding: 'binary' });
  const rows = root.openDB<Buffer, string>({ name: 'rows', encoding: 'binary' });
  const owners = root.openDB<string, Buffer>({
    name: 'lookups',
    encoding: 'string',
    keyEncoding: 'binary',
  });
  const free = root.openDB<string, number>({ name: 'free', encoding: 'string' });

  let inTransaction = false;
  /** Another process may have written since the last look, so that a snapshot is not kept. */
  const fresh = <T>(read: () => T): T => {
    if (!inTransaction) root.resetReadTxn();
    return read();
  };

  return {
    transaction: <T>(action: () => T): T => {
      const failed: unknown[] = [];
      try {
        return root.transactionSync(() => {
          inTransaction = true;
          try {
            return action();
          } catch (error) {
            failed.push(error);
            throw error;
          } finally {
            inTransaction = false;
          }
        });
      } catch (cause) {
        // What the action threw is the caller's; everything else is the engine's.
        if (failed.length > 0) throw cause;
        throw new AddressBookUnavailableError('the rows could not be written', { cause });
      }
    },
    note: (name) => fresh(() => notes.get(name) ?? null),
    writeNote: (name, bytes) => notes.putSync(name, bytes),
    subscriberOf: (lookup) => fresh(() => owners.get(lookup) ?? null),
    row: (subscriber) => {
      const bytes = fresh(() => rows.get(subscriber));
      return bytes === undefined ? null : decodeRow(bytes);
    },
    subscribers: () => fresh(() => [...rows.getKeys()]),
    takeSlot: () => {
      const [freed] = free.getKeys({ limit: 1 });
      if (freed !== undefined) {
        free.removeSync(freed);
        return freed;
      }
      const next = notes.get('next slot')?.readUInt32BE() ?? 1;
      notes.putSync('next slot', slotBytes(next + 1));
      return next;
    },
    put: (subscriber, row) => {
      rows.putSync(subscriber, Buffer.concat([slotBytes(row.slot), row.lookup, row.sealed]));
      owners.putSync(row.lookup, subscriber);
    },
    remove: (subscriber, row) => {
      rows.removeSync(subscriber);
      owners.removeSync(row.lookup);
      free.putSync(row.slot, '');
    },
    count: () => fresh(() => rows.getKeysCount()),
    copyTo: (directory) => root.backup(directory, true),
    close: () => root.close(),
  };
};

const decodeRow = (bytes: Buffer): Row => ({
  slot: bytes.readUInt32BE(0),
  lookup: Buffer.from(bytes.subarray(SLOT_BYTES, LOOKUP_END)),
  sealed: Buffer.from(bytes.subarray(LOOKUP_END)),
});

const slotBytes = (slot: number): Buffer => {
  const bytes = Buffer.alloc(SLOT_BYTES);
  bytes.writeUInt32BE(slot);
  return bytes;
};
