import { expect, test } from 'vitest';
import { AddressBookRefusedError } from '../address-book-refused-error.ts';
import { AddressKeyMissingError } from '../address-key-missing-error.ts';
import { parseAddressKeys } from '../address-keys.ts';
import { addressOf } from '../testing/address-of.ts';
import { borrowBook, type BorrowedBook } from '../testing/borrow-book.ts';
import { keysOf } from '../testing/keys-of.ts';

const MANY = 600;

const enterMany = async ({ book }: BorrowedBook): Promise<string[]> => {
  const subscribers: string[] = [];
  for (let index = 0; index < MANY; index += 1) {
    const entered = await book().enter(addressOf(`reader-${index}@example.org`));
    subscribers.push(entered.subscriber);
  }
  return subscribers;
};

// Seen to fail when a page is left out.
test('a rotation wraps every key by the first, and the old one may go', async () => {
  const borrowed = await borrowBook();
  const { book, reopen } = borrowed;
  const subscribers = await enterMany(borrowed);
  await reopen({ keys: keysOf('second', 'first') });
  const late = await book().enter(addressOf('late@example.org'));
  expect([await book().usesKey('first'), await book().usesKey('second')]).toEqual([true, true]);

  const seen: number[] = [];
  const result = await book().rotate(({ done }) => seen.push(done));
  expect(result).toEqual({ done: MANY + 1, rewrapped: MANY });
  expect(seen).toEqual([256, 512, MANY + 1]);
  expect([await book().usesKey('first'), await book().usesKey('second')]).toEqual([false, true]);
  expect(await book().rotate(() => undefined)).toEqual({ done: MANY + 1, rewrapped: 0 });

  await reopen({ keys: keysOf('second') });
  const opened = await Promise.all(subscribers.map((each) => book().open(each)));
  expect(opened.map((address) => address?.sent)).toEqual(
    subscribers.map((_, index) => `reader-${index}@example.org`),
  );
  expect((await book().open(late.subscriber))?.sent).toBe('late@example.org');
});

test('without the key that wraps a row it is told by its id, and the row can be erased', async () => {
  const { book, reopen } = await borrowBook();
  const { subscriber } = await book().enter(addressOf('ada@example.org'));
  await reopen({ keys: keysOf('second') });
  const missing = new AddressKeyMissingError('first');
  await expect(book().open(subscriber)).rejects.toThrow(missing);
  await expect(book().rotate(() => undefined)).rejects.toThrow(missing);
  expect(await book().find(addressOf('ada@example.org'))).toBe(subscriber);
  await book().erase(subscriber);
  expect(await book().open(subscriber)).toBeNull();
});

// Seen to fail when the fingerprint of a key is not compared.
test('another key under a known id is refused, and the book stays as it was', async () => {
  const { book, reopen } = await borrowBook();
  const { subscriber } = await book().enter(addressOf('ada@example.org'));
  const other = parseAddressKeys(`first:${'ab'.repeat(32)}`);
  if (!other.ok) throw new Error(other.message);
  await expect(reopen({ keys: other.keys })).rejects.toThrow(AddressBookRefusedError);
  await reopen();
  expect((await book().open(subscriber))?.sent).toBe('ada@example.org');
});

test('a rotation passes over what is erased meanwhile', async () => {
  const borrowed = await borrowBook();
  const { book, reopen } = borrowed;
  const subscribers = await enterMany(borrowed);
  await reopen({ keys: keysOf('second', 'first') });
  const erasing: Promise<void>[] = [];
  await book().rotate(({ done }) => {
    const next = subscribers[done];
    if (next !== undefined) erasing.push(book().erase(next));
  });
  await Promise.all(erasing);
  expect(erasing).toHaveLength(3);
  expect(await book().open(subscribers[256] ?? '')).toBeNull();
  expect(await book().usesKey('first')).toBe(false);
  expect(await book().count()).toBe(MANY - 3);
});
