import { temporaryDirectory } from '@emberlog/testing';
import { expect, onTestFinished, test } from 'vitest';
import { openLmdbRows } from './lmdb-rows.ts';

const borrowRows = async () => {
  const directory = await temporaryDirectory();
  const rows = openLmdbRows(directory.path);
  onTestFinished(async () => {
    await rows.close();
    await directory.remove();
  });
  return rows;
};

const row = (slot: number) => ({
  slot,
  lookup: Buffer.alloc(32, slot),
  sealed: Buffer.alloc(9, slot),
});

test('a transaction whose action throws changes nothing and throws the same', async () => {
  const rows = await borrowRows();
  const failure = new Error('the row keys could not be written');
  const failing = () =>
    rows.transaction(() => {
      rows.put('ada', row(rows.takeSlot()));
      throw failure;
    });
  expect(failing).toThrow(failure);
  expect([rows.row('ada'), rows.count()]).toEqual([null, 0]);
  rows.transaction(() => rows.put('grace', row(rows.takeSlot())));
  expect(rows.row('grace')).toEqual(row(1));
});

// Seen to fail when a slot that was freed stays free once it is taken.
test('no two rows have one slot, and a freed one is taken again', async () => {
  const rows = await borrowRows();
  const put = (name: string) => rows.transaction(() => rows.put(name, row(rows.takeSlot())));
  for (const name of ['a', 'b', 'c']) put(name);
  rows.transaction(() => rows.remove('b', row(2)));
  expect(rows.subscriberOf(row(2).lookup)).toBeNull();
  for (const name of ['d', 'e']) put(name);
  expect(rows.subscribers().map((name) => [name, rows.row(name)?.slot])).toEqual([
    ['a', 1],
    ['c', 3],
    ['d', 2],
    ['e', 4],
  ]);
});
