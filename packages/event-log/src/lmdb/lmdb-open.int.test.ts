import { cp, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { openLmdbLog } from './lmdb-log.ts';
import { createTemporaryDirectory } from './temporary-directory.ts';

let path: string;
beforeEach(async () => {
  path = await createTemporaryDirectory();
});

const open = (alone = false, at = path) =>
  openLmdbLog({ path: at, partitions: 1, clock: () => 5, alone });
const record = { topic: 'emberlog.votes', key: 'a', value: Buffer.alloc(300, 'x') } as const;
const first = { topic: 'emberlog.votes', partition: 0, offset: 0 } as const;

// Seen to fail when the file is left to the engine.
it('alone in its directory makes a damaged lock file anew, and keeps what was appended', async () => {
  const before = open(true);
  await before.append([record]);
  await before.close();
  await writeFile(join(path, 'lock.mdb'), Buffer.alloc(40, 0xff));
  const log = open(true);
  expect(Buffer.from((await log.read(first))?.value ?? [])).toEqual(record.value);
  await log.close();
  // The engine's own would be shorter, and not all on disk.
  expect((await stat(join(path, 'lock.mdb'))).size).toBe(12 * 1024);
});

it('takes a file without a record, of a log that was never closed, for what it is', async () => {
  const left = open();
  const copy = await createTemporaryDirectory();
  await cp(join(path, 'data.mdb'), join(copy, 'data.mdb'));
  const log = open(false, copy);
  expect((await log.bounds()).map(({ end }) => end)).toEqual([0, 0, 0]);
  await log.close();
  await left.close();
});

/** Where the newest list of free pages lies in a data file, and how long it says it is. */
const freeListOf = (data: Buffer): { readonly at: number; readonly length: number } => {
  const page = data.readUInt32LE(48);
  const newest = data.readBigUInt64LE(152) > data.readBigUInt64LE(page + 152) ? 0 : page;
  const list = Number(data.readBigUInt64LE(newest + 88)) * page;
  const node = list + 24 + data.readUInt16LE(list + 24);
  const at = node + 8 + data.readUInt16LE(node + 6);
  return { at, length: Number(data.readBigInt64LE(at)) };
};

it.each<[string, (data: Buffer) => void]>([
  [
    'its header is out of bounds',
    (data) => {
      for (const at of [144, data.readUInt32LE(48) + 144]) data.writeBigUInt64LE(2n ** 40n, at);
    },
  ],
  ['has no list of free pages', (data) => data.writeBigInt64LE(-1n, freeListOf(data).at)],
  ['has no list of free pages', (data) => data.writeBigInt64LE(2n ** 40n, freeListOf(data).at)],
  [
    'has half a list of free pages',
    (data) => {
      const { at, length } = freeListOf(data);
      data.writeBigInt64LE(-1n, at + 8 * length);
    },
  ],
  [
    'leads out of the file',
    (data) => {
      const { at, length } = freeListOf(data);
      data.writeBigInt64LE(2n, at);
      data.writeBigInt64LE(-2n, at + 8);
      data.writeBigInt64LE(2n ** 30n, at + 16);
      expect(length).toBeGreaterThan(1);
    },
  ],
])('refuses a file because it %s', async (message, damage) => {
  const log = open();
  for (let round = 0; round < 40; round += 1) {
    await log.append(Array.from({ length: 20 }, () => record));
  }
  await log.close();
  const data = await readFile(join(path, 'data.mdb'));
  damage(data);
  await writeFile(join(path, 'data.mdb'), data);
  expect(() => open()).toThrow(message);
});
