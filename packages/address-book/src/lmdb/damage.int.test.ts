import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AddressDamagedError } from '../address-damaged-error.ts';
import { addressOf } from '../testing/address-of.ts';
import { borrowBook } from '../testing/borrow-book.ts';
import { keptKey } from '../testing/kept-key.ts';
import { keysOf } from '../testing/keys-of.ts';
import { encodeCell, SLOT_LENGTH } from './key-slot.ts';
import { openLmdbRows } from './lmdb-rows.ts';

/** A book of two, of which something happens to the first while it is closed. */
const damaged = async (
  damage: (path: string, subscriber: string) => Promise<void>,
): Promise<void> => {
  const { path, book, reopen } = await borrowBook();
  const ada = await book().enter(addressOf('ada@example.org'));
  const grace = await book().enter(addressOf('grace@example.org'));
  await book().close();
  await damage(path, ada.subscriber);
  await reopen();
  await expect(book().open(ada.subscriber)).rejects.toThrow(AddressDamagedError);
  expect((await book().open(grace.subscriber))?.sent).toBe('grace@example.org');
  await book().erase(ada.subscriber);
  expect(await book().open(ada.subscriber)).toBeNull();
  expect(await book().count()).toBe(1);
};

const writeRowKeys = async (path: string, bytes: Buffer, at: number): Promise<void> => {
  const file = await open(join(path, 'row-keys'), 'r+');
  await file.write(bytes, 0, bytes.length, at);
  await file.close();
};

test('a key that is not as it was written is told as damage, and no other row with it', async () => {
  await damaged(async (path) => await writeRowKeys(path, Buffer.of(0xff), SLOT_LENGTH + 60));
});

test('so is a key that its address key does not open', async () => {
  await damaged(async (path, subscriber) => {
    const [wrapped] = (await keptKey(path, subscriber, keysOf('first'))).wrapped;
    const bytes = Buffer.from(wrapped?.bytes ?? []);
    bytes[20] = (bytes[20] ?? 0) ^ 1;
    const cell = encodeCell({ subscriber, wrapped: { keyId: 'first', bytes } });
    await writeRowKeys(path, cell, SLOT_LENGTH);
  });
});

test('so is an address that its key does not open', async () => {
  await damaged(async (path, subscriber) => {
    const rows = openLmdbRows(join(path, 'rows'));
    const row = rows.row(subscriber);
    if (row === null) throw new Error('the row is missing');
    const sealed = Buffer.from(row.sealed);
    sealed[20] = (sealed[20] ?? 0) ^ 1;
    rows.transaction(() => rows.put(subscriber, { ...row, sealed }));
    await rows.close();
  });
});
