import { cp, rename, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AddressBookRefusedError } from '../address-book-refused-error.ts';
import { AddressDamagedError } from '../address-damaged-error.ts';
import { addressOf } from '../testing/address-of.ts';
import { borrowBook } from '../testing/borrow-book.ts';

const withAda = async () => {
  const borrowed = await borrowBook();
  const { subscriber } = await borrowed.book().enter(addressOf('ada@example.org'));
  return { ...borrowed, subscriber, file: join(borrowed.path, 'row-keys') };
};

// Seen to fail when an empty file is made before it is asked for: the next start erases all rows.
test('rows without their row keys are refused, and open again once these are back', async () => {
  const { book, reopen, file, subscriber } = await withAda();
  await book().close();
  await rename(file, `${file}.away`);
  await expect(reopen()).rejects.toThrow(AddressBookRefusedError);
  await expect(reopen()).rejects.toThrow('Bring that file');
  await rename(`${file}.away`, file);
  await reopen();
  expect((await book().open(subscriber))?.sent).toBe('ada@example.org');
});

test('row keys without their rows are refused, and nothing is written over them', async () => {
  const { path, book, reopen, subscriber } = await withAda();
  await book().close();
  await cp(join(path, 'rows'), join(path, 'away'), { recursive: true });
  await rm(join(path, 'rows'), { recursive: true });
  await expect(reopen()).rejects.toThrow('Bring these');
  await rm(join(path, 'rows'), { recursive: true });
  await rename(join(path, 'away'), join(path, 'rows'));
  await reopen();
  expect((await book().open(subscriber))?.sent).toBe('ada@example.org');
});

test('row keys of another book are refused', async () => {
  const other = await withAda();
  const { book, reopen, file, subscriber } = await withAda();
  await book().close();
  await cp(file, `${file}.own`);
  await cp(other.file, file);
  await expect(reopen()).rejects.toThrow('another book');
  await cp(`${file}.own`, file);
  await reopen();
  expect((await book().open(subscriber))?.sent).toBe('ada@example.org');
});

test('another secret is refused', async () => {
  const { book, reopen, subscriber } = await withAda();
  await expect(reopen({ secret: Buffer.alloc(32, 8) })).rejects.toThrow('EMBERLOG_SECRET');
  await reopen();
  expect((await book().open(subscriber))?.sent).toBe('ada@example.org');
});

// Seen to fail when a slot behind the end of the file counts as one of zeros.
test.each([256, 256 + 100])('row keys cut off at %i are damage, not erasures', async (length) => {
  const { book, reopen, file, subscriber } = await withAda();
  await book().close();
  await truncate(file, length);
  await reopen();
  await expect(book().open(subscriber)).rejects.toThrow(AddressDamagedError);
  expect(await book().find(addressOf('ada@example.org'))).toBe(subscriber);
  expect(await book().count()).toBe(1);
});
