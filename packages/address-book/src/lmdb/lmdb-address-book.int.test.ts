import { stat } from 'node:fs/promises';
import { temporaryDirectory } from '@emberlog/testing';
import { expect, test } from 'vitest';
import { AddressBookUnavailableError } from '../address-book-unavailable-error.ts';
import { describeAddressBookContract } from '../contract/address-book-contract.ts';
import { addressOf } from '../testing/address-of.ts';
import { borrowBook } from '../testing/borrow-book.ts';
import { keysOf, SECRET } from '../testing/keys-of.ts';
import { openLmdbAddressBook } from './lmdb-address-book.ts';

describeAddressBookContract('the address book on disk', async () => {
  const directory = await temporaryDirectory();
  const book = openLmdbAddressBook({ path: directory.path, secret: SECRET, keys: keysOf('first') });
  return {
    book,
    dispose: async () => {
      await book.close();
      await directory.remove();
    },
  };
});

test('a book that is opened again has the same addresses', async () => {
  const borrowed = await borrowBook();
  const { subscriber } = await borrowed.book().enter(addressOf('ada@example.org'));
  await borrowed.reopen();
  expect(await borrowed.book().find(addressOf('ada@example.org'))).toBe(subscriber);
  expect((await borrowed.book().open(subscriber))?.sent).toBe('ada@example.org');
  expect(await borrowed.book().enter(addressOf('ada@example.org'))).toEqual({
    subscriber,
    isNew: false,
  });
});

test('a closed book refuses every call with a retryable error', async () => {
  const { book } = await borrowBook();
  await book().close();
  await book().close();
  const address = addressOf('ada@example.org');
  const calls = [
    book().find(address),
    book().enter(address),
    book().open('0'.repeat(32)),
    book().erase('0'.repeat(32)),
    book().count(),
    book().usesKey('first'),
    book().rotate(() => undefined),
    book().copyRowsTo('/nowhere'),
  ];
  for (const call of calls) await expect(call).rejects.toThrow(AddressBookUnavailableError);
});

test('the files are their owner’s alone', async () => {
  const { path } = await borrowBook();
  expect((await stat(`${path}/row-keys`)).mode & 0o777).toBe(0o600);
});
