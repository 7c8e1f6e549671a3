import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addressOf } from '../testing/address-of.ts';
import { borrowBook } from '../testing/borrow-book.ts';
import { filesTelling, keptKey } from '../testing/kept-key.ts';
import { keysOf } from '../testing/keys-of.ts';

const KEYS = keysOf('first');

const addresses = (count: number, name: string) =>
  Array.from({ length: count }, (_, index) => addressOf(`${name}-${index}@example.org`));

// Seen to fail when the slot is not overwritten, when only a cell's first bytes are, and when the
// wrapped key is kept in the rows as well.
test('after an erasure no file has a byte of the row’s key, wrapped or not', async () => {
  const { path, book, reopen } = await borrowBook();
  const entered = [];
  for (const address of addresses(40, 'reader')) entered.push(await book().enter(address));

  for (const { subscriber } of entered.slice(10, 30)) {
    const { telling } = await keptKey(path, subscriber, KEYS);
    expect(telling).toHaveLength(2);
    expect(await filesTelling(path, telling)).toEqual([join(path, 'row-keys')]);
    await book().erase(subscriber);
    expect(await filesTelling(path, telling)).toEqual([]);
    expect(await keptKey(path, subscriber, KEYS)).toEqual({ wrapped: [], telling: [] });
  }

  await reopen();
  const kept = [...entered.slice(0, 10), ...entered.slice(30)];
  const opened = await Promise.all(kept.map(({ subscriber }) => book().open(subscriber)));
  expect(opened.map((address) => address?.sent)).toEqual(
    [...addresses(10, 'reader'), ...addresses(40, 'reader').slice(30)].map(({ sent }) => sent),
  );
});

// Seen to fail when a rotation leaves the old cell.
test('after a rotation no file has the key as it was wrapped before', async () => {
  const { path, book, reopen } = await borrowBook();
  const { subscriber } = await book().enter(addressOf('ada@example.org'));
  const [before] = (await keptKey(path, subscriber, KEYS)).wrapped;
  await reopen({ keys: keysOf('second', 'first') });
  await book().rotate(() => undefined);
  expect(await filesTelling(path, [before?.bytes.subarray(13, 45) ?? Buffer.alloc(0)])).toEqual([]);

  const { telling } = await keptKey(path, subscriber, keysOf('second'));
  await book().erase(subscriber);
  expect(await filesTelling(path, telling)).toEqual([]);
});

test('an erased address does not come back with the rows of a backup', async () => {
  const { path, book, reopen } = await borrowBook();
  const address = addressOf('ada@example.org');
  const { subscriber } = await book().enter(address);
  const kept = await book().enter(addressOf('grace@example.org'));
  const backup = join(path, '..', 'backup');
  expect(await book().copyRowsTo(backup)).toBe(2);
  await book().erase(subscriber);
  const later = await book().enter(addressOf('later@example.org'));

  await book().close();
  await cp(backup, join(path, 'rows'), { recursive: true });
  await reopen();
  expect(await book().open(subscriber)).toBeNull();
  expect(await book().find(address)).toBeNull();
  expect((await book().open(kept.subscriber))?.sent).toBe('grace@example.org');
  expect(await book().open(later.subscriber)).toBeNull();
  expect(await book().count()).toBe(1);

  const again = await book().enter(address);
  expect(again.isNew).toBe(true);
  expect((await book().open(again.subscriber))?.sent).toBe('ada@example.org');
  expect((await book().open(kept.subscriber))?.sent).toBe('grace@example.org');
});

test('a copy of the rows has no key', async () => {
  const { path, book } = await borrowBook();
  const { subscriber } = await book().enter(addressOf('ada@example.org'));
  const { telling } = await keptKey(path, subscriber, KEYS);
  const backup = join(path, '..', 'backup');
  await book().copyRowsTo(backup);
  expect(await filesTelling(backup, telling)).toEqual([]);
  expect(await filesTelling(backup, [Buffer.from(subscriber)])).toHaveLength(1);
});
