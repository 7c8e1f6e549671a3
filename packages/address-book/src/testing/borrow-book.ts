import { join } from 'node:path';
import { temporaryDirectory } from '@emberlog/testing';
import { onTestFinished } from 'vitest';
import { openLmdbAddressBook } from '../lmdb/lmdb-address-book.ts';
import type { LmdbAddressBook, LmdbAddressBookOptions } from '../lmdb/lmdb-address-book.ts';
import { keysOf, SECRET } from './keys-of.ts';

export type BorrowedBook = {
  readonly path: string;
  /** The book, as it was opened last. */
  readonly book: () => LmdbAddressBook;
  /** Closes the book and opens its files again. */
  readonly reopen: (options?: Partial<LmdbAddressBookOptions>) => Promise<LmdbAddressBook>;
};

/** A new book in a directory that is removed with the test. */
export const borrowBook = async (
  options: Partial<LmdbAddressBookOptions> = {},
): Promise<BorrowedBook> => {
  const directory = await temporaryDirectory();
  const path = join(directory.path, 'addresses');
  const open = (changed: Partial<LmdbAddressBookOptions>): LmdbAddressBook =>
    openLmdbAddressBook({ path, secret: SECRET, keys: keysOf('first'), ...changed });
  let book = open(options);
  onTestFinished(async () => {
    await book.close();
    await directory.remove();
  });
  return {
    path,
    book: () => book,
    reopen: async (changed = {}) => {
      await book.close();
      book = open(changed);
      return book;
    },
  };
};
