import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readAll, vote } from '../contract/log-under-test.ts';
import { openLmdbLog } from './lmdb-log.ts';
import { createTemporaryDirectory } from './temporary-directory.ts';

const options = { partitions: 3, clock: () => 1000 };

describe('a copy of the log', () => {
  it('has every record that was answered before, and ends where it says', async () => {
    const path = await createTemporaryDirectory();
    const log = openLmdbLog({ ...options, path: join(path, 'log') });
    let isOver = false;
    let answered = 0;
    const appender = async (id: number): Promise<void> => {
      for (let n = 0; !isOver; n += 1) {
        await log.append(Array.from({ length: 20 }, (_, i) => vote(`${id}/${n}/${i}`)));
        answered += 20;
      }
    };
    const appending = [0, 1, 2, 3].map(appender);
    while (answered < 4_000) await new Promise(setImmediate);
    const before = await log.bounds();
    const copied = await log.copyTo(join(path, 'copy'));
    isOver = true;
    await Promise.all(appending);
    const live = await readAll(log);
    await log.close();

    expect(readdirSync(join(path, 'copy'))).toEqual(['data.mdb']);
    const copy = openLmdbLog({ ...options, path: join(path, 'copy') });
    expect(await copy.bounds()).toEqual(copied);
    const records = await readAll(copy);
    await copy.close();
    const lacking = before.filter(({ end }, at) => end > (copied[at]?.end ?? 0));
    expect(lacking).toEqual([]);
    const places = new Map(live.map((record) => [JSON.stringify(record), true]));
    expect(records.length).toBeGreaterThanOrEqual(4_000);
    expect(records.filter((record) => !places.has(JSON.stringify(record)))).toEqual([]);
  });

  it('is not written over another, and is finished before the log closes', async () => {
    const path = await createTemporaryDirectory();
    const log = openLmdbLog({ ...options, path: join(path, 'log') });
    await log.append([vote('a')]);
    const copied = log.copyTo(join(path, 'copy'));
    const again = copied.then(() => log.copyTo(join(path, 'copy')));
    await expect(again).rejects.toThrow('exists');
    const last = log.copyTo(join(path, 'another'));
    await log.close();
    expect((await last).reduce((sum, { end }) => sum + end, 0)).toBe(1);
    await expect(log.copyTo(join(path, 'third'))).rejects.toThrow('closed');
  });
});
