import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { expect, onTestFinished, test } from 'vitest';
import { AddressBookUnavailableError } from '../address-book-unavailable-error.ts';
import { addressOf } from '../testing/address-of.ts';
import { borrowBook } from '../testing/borrow-book.ts';
import { filesTelling, keptKey } from '../testing/kept-key.ts';
import { keysOf } from '../testing/keys-of.ts';

const real = { writeSync: fs.writeSync, fdatasyncSync: fs.fdatasyncSync };

const use = (calls: object): void => {
  Object.assign(fs, calls);
  syncBuiltinESMExports();
};

/** From now on the disk takes so many bytes of the row keys, and no sync. */
const fillDisk = (room: number): void => {
  let left = room;
  const full = (): never => {
    throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  };
  onTestFinished(() => use(real));
  use({
    fdatasyncSync: full,
    writeSync: (file: number, bytes: Buffer, from: number, length: number, at: number) => {
      const taken = Math.min(left, length);
      if (taken === 0) return full();
      left -= taken;
      return real.writeSync(file, bytes, from, taken, at);
    },
  });
};

// Seen to fail when the error of the system comes through, and when the row is put all the same.
test.each([0, 100, 10_000])('a disk that takes %i bytes enters nobody by half', async (room) => {
  const { book, reopen } = await borrowBook();
  fillDisk(room);
  await expect(book().enter(addressOf('ada@example.org'))).rejects.toThrow(
    AddressBookUnavailableError,
  );
  expect([await book().count(), await book().find(addressOf('ada@example.org'))]).toEqual([
    0,
    null,
  ]);
  use(real);
  const { subscriber, isNew } = await book().enter(addressOf('ada@example.org'));
  expect(isNew).toBe(true);
  await reopen();
  expect((await book().open(subscriber))?.sent).toBe('ada@example.org');
});

test.each([0, 100, 10_000])(
  'an erasure on a disk that takes %i bytes rejects, and succeeds when there is room',
  async (room) => {
    const { path, book } = await borrowBook();
    const { subscriber } = await book().enter(addressOf('ada@example.org'));
    const { telling } = await keptKey(path, subscriber, keysOf('first'));
    fillDisk(room);
    await expect(book().erase(subscriber)).rejects.toThrow(AddressBookUnavailableError);
    use(real);
    await book().erase(subscriber);
    expect(await book().open(subscriber)).toBeNull();
    expect(await filesTelling(path, telling)).toEqual([]);
  },
);
