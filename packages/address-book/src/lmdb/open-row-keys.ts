import { createHmac, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { AddressBookRefusedError } from '../address-book-refused-error.ts';
import type { AddressKey, AddressKeys } from '../address-keys.ts';
import type { AddressLookup } from '../sealing/address-lookup.ts';
import type { LmdbRows } from './lmdb-rows.ts';
import { finishErasures } from './lmdb-store.ts';
import { openRowKeyFile, type RowKeyFile } from './row-key-file.ts';

export type Given = { readonly lookup: AddressLookup; readonly keys: AddressKeys };

/**
 * Opens the row keys of these rows, begins both where neither is, and ends what a process that died
 * had begun. Throws `AddressBookRefusedError`, and leaves all as it was, where they are not of one
 * book, or of another secret, or an address key is not the one that had its id. Closes `rows` then.
 */
export const openRowKeysOf = (rows: LmdbRows, path: string, given: Given): RowKeyFile => {
  let rowKeys: RowKeyFile | null = null;
  try {
    // Before an empty file could be made beside rows that need another.
    if (!existsSync(path) && rows.note('book') !== null) {
      throw new AddressBookRefusedError(
        `there are rows, but no file ${path}, without which nothing opens them. Bring that file, or remove the directory rows beside it to begin without addresses.`,
      );
    }
    const opened = openRowKeyFile(path);
    rowKeys = opened;
    rows.transaction(() => {
      expectOneBook(rows, opened, given.lookup);
      for (const key of given.keys) expectSameKey(rows, key);
    });
    finishErasures(rows, opened);
    return opened;
  } catch (error) {
    rowKeys?.close();
    void rows.close();
    throw error;
  }
};

/** A new book gets its name in both files, by one process. */
const expectOneBook = (rows: LmdbRows, rowKeys: RowKeyFile, lookup: AddressLookup): void => {
  const book = rows.note('book');
  if (book === null) {
    if (rowKeys.length() > 0) {
      throw new AddressBookRefusedError(
        'the file row-keys belongs to rows that are not here. Bring these, or remove the file to begin without addresses.',
      );
    }
    const id = randomBytes(16);
    rowKeys.begin(id);
    rows.writeNote('book', id);
    rows.writeNote('secret', lookup.fingerprint);
    return;
  }
  if (rowKeys.bookId()?.equals(book) !== true) {
    throw new AddressBookRefusedError('the file row-keys belongs to another book than the rows.');
  }
  if (rows.note('secret')?.equals(lookup.fingerprint) !== true) {
    throw new AddressBookRefusedError(
      'the addresses were entered with another EMBERLOG_SECRET: none would be found, and all could enter twice.',
    );
  }
};

/** Two keys of one id would each leave rows that the other does not open, and nothing to tell them by. */
const expectSameKey = (rows: LmdbRows, { id, key }: AddressKey): void => {
  const name = `address key ${id}`;
  const fingerprint = createHmac('sha256', key).update(name).digest().subarray(0, 8);
  const noted = rows.note(name);
  if (noted === null) rows.writeNote(name, fingerprint);
  else if (!noted.equals(fingerprint)) {
    throw new AddressBookRefusedError(
      `the address key ${id} is another than the one that had this id. Give a new key a new id.`,
    );
  }
};
