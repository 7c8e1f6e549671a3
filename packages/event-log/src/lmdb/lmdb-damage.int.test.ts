import { readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRecordCollector } from '../contract/record-collector.ts';
import { beginning, readAll, vote } from '../contract/log-under-test.ts';
import { LogCorruptedError } from '../log-corrupted-error.ts';
import { openLmdbLog } from './lmdb-log.ts';
import { createTemporaryDirectory } from './temporary-directory.ts';

const open = (path: string) => openLmdbLog({ path, partitions: 1, clock: () => 1000 });

/** A closed log of `count` records of a few hundred bytes in one partition, and its page size. */
async function createStoredLog(
  count: number,
): Promise<{ path: string; file: string; page: number }> {
  const path = await createTemporaryDirectory();
  const log = open(path);
  await log.append(
    Array.from({ length: count }, (_, index) =>
      vote(`paper-${index}`, `<value ${index}>`.padEnd(300)),
    ),
  );
  await log.close();
  const file = join(path, 'data.mdb');
  const page = (await readFile(file)).readUInt32LE(48);
  return { path, file, page };
}

const place = (offset: number) => ({ topic: 'emberlog.votes', partition: 0, offset }) as const;

describe('a stored value that was damaged', () => {
  async function createDamagedLog(): Promise<string> {
    const { path, file } = await createStoredLog(50);
    const data = await readFile(file);
    // Splitting pages leaves old copies behind: the live one is among them.
    for (let at = data.indexOf('<value 17>'); at >= 0; at = data.indexOf('<value 17>', at)) {
      data.write('<VALUE', at);
    }
    await writeFile(file, data);
    return path;
  }

  it('is named when it is read, and its neighbours are still there', async () => {
    const log = open(await createDamagedLog());
    const reading = log.read(place(17));
    await expect(reading).rejects.toThrow(LogCorruptedError);
    await expect(reading).rejects.toMatchObject({ retryable: false, position: place(17) });
    await expect(reading).rejects.toThrow('record 17 of emberlog.votes partition 0');
    expect(await log.read(place(16))).toMatchObject({ key: 'paper-16' });
    expect(await log.read(place(18))).toMatchObject({ key: 'paper-18' });
    await log.close();
  });

  it('ends a subscription that comes to it, and nothing from it on is delivered', async () => {
    const log = open(await createDamagedLog());
    const collector = createRecordCollector();
    const { done } = log.follow({ from: beginning('emberlog.votes', 1), handle: collector.handle });
    await expect(done).rejects.toMatchObject({ name: 'LogCorruptedError', position: place(17) });
    expect(collector.records().every(({ offset }) => offset < 17)).toBe(true);
    await log.close();
  });
});

describe('a damaged data file', () => {
  it.each([
    ['garbage', Buffer.alloc(100_000, 0x5a)],
    ['zeros', Buffer.alloc(100_000)],
    ['a few bytes', Buffer.from('hello')],
  ])('of %s is refused at open', async (_, content) => {
    const { path, file } = await createStoredLog(50);
    await writeFile(file, content);
    expect(() => open(path)).toThrow(LogCorruptedError);
    expect(() => open(path)).toThrow('data.mdb is damaged or not a log');
  });

  it.each([
    ['to its header', (_: number, page: number) => 2 * page],
    ['to half its pages', (size: number, page: number) => Math.floor(size / page / 2) * page],
    ['by its last page', (size: number, page: number) => size - page],
    ['by a few bytes', (size: number) => size - 10],
  ])('cut %s is refused at open and left as it is', async (_, cutOf) => {
    const { path, file, page } = await createStoredLog(2000);
    const { size } = await stat(file);
    const cut = cutOf(size, page);
    await truncate(file, cut);
    expect(() => open(path)).toThrow(LogCorruptedError);
    expect(() => open(path)).toThrow(`is cut short: it has ${cut} of ${size} bytes`);
    expect((await stat(file)).size).toBe(cut);
  });

  it('that lacks only pages the log does not need is opened', async () => {
    const { path, file, page } = await createStoredLog(2000);
    const data = await readFile(file);
    const pages = data.byteLength / page;
    // The header of either meta page is made to speak of three more pages than were ever written.
    for (const meta of [0, page]) data.writeBigUInt64LE(BigInt(pages + 2), meta + 144);
    await writeFile(file, data);
    const log = open(path);
    expect(await readAll(log)).toHaveLength(2000);
    await log.append([vote('later')]);
    await log.close();
    const again = open(path);
    expect((await readAll(again)).at(-1)).toMatchObject({ key: 'later' });
    await again.close();
  });
});
