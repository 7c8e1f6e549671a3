import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AddressBookUnavailableError } from '../address-book-unavailable-error.ts';
import type { AddressBook, AddressListing, KeyRotation } from '../address-book.ts';
import { createAddressBook, type AddressBookOptions } from '../create-address-book.ts';
import { createAddressListing } from '../create-address-listing.ts';
import { createKeyRotation } from '../create-key-rotation.ts';
import { createAddressLookup } from '../sealing/address-lookup.ts';
import { openLmdbRows } from './lmdb-rows.ts';
import { createLmdbStore } from './lmdb-store.ts';
import { openRowKeysOf } from './open-row-keys.ts';

export type LmdbAddressBookOptions = AddressBookOptions & {
  /** A directory of the book's own; made where it is missing, for its owner alone. */
  readonly path: string;
};

export type LmdbAddressBook = AddressBook &
  AddressListing &
  KeyRotation & {
    /**
     * Copies the rows, and no key of a row, into a directory that is empty or missing, for a backup;
     * resolves with how many they are. It is the directory `rows` of a book that is restored.
     */
    copyRowsTo(directory: string): Promise<number>;
    /** Later calls reject with `AddressBookUnavailableError`. */
    close(): Promise<void>;
  };

/**
 * Opens the book in a directory: `rows` (LMDB) and `row-keys` (a file). Throws
 * `AddressBookRefusedError` for the rows of another secret and for row keys that are not theirs.
 */
export const openLmdbAddressBook = (options: LmdbAddressBookOptions): LmdbAddressBook => {
  const { path, secret, keys, random } = options;
  const lookup = createAddressLookup(secret);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const rows = openLmdbRows(join(path, 'rows'));
  const rowKeys = openRowKeysOf(rows, join(path, 'row-keys'), { lookup, keys });

  let closing: Promise<void> | null = null;
  const store = createLmdbStore(rows, rowKeys, () => {
    if (closing !== null) throw closed();
  });
  return {
    ...createAddressBook({ store, lookup, keys, random }),
    ...createKeyRotation({ store, keys, random }),
    ...createAddressListing(store),
    copyRowsTo: async (directory) => {
      if (closing !== null) throw closed();
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      await rows.copyTo(directory);
      const copy = openLmdbRows(directory);
      try {
        return copy.count();
      } finally {
        await copy.close();
        rmSync(join(directory, 'lock.mdb'), { force: true });
      }
    },
    close: async () => {
      closing ??= rows.close().finally(() => rowKeys.close());
      await closing;
    },
  };
};

const closed = (): AddressBookUnavailableError =>
  new AddressBookUnavailableError('the address book is closed');
