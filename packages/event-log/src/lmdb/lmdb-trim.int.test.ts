import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LogRecord } from '../event-log.ts';
import { openLmdbLog, type LmdbLog } from './lmdb-log.ts';
import { createTemporaryDirectory } from './temporary-directory.ts';

const topic = 'emberlog.views';
const at = (offset: number) => ({ topic, partition: 0, offset }) as const;
const view = { topic, key: 'a', value: Buffer.alloc(300, 'x') } as const;

let path: string;
let log: LmdbLog;
const open = (): LmdbLog => openLmdbLog({ path, partitions: 1, clock: () => 5 });
beforeEach(async () => {
  path = await createTemporaryDirectory();
  log = open();
});
afterEach(async () => {
  await log.close();
});

const reopen = async (): Promise<void> => {
  await log.close();
  log = open();
};
const views = async () => {
  const { first, end } = (await log.bounds()).find((bounds) => bounds.topic === topic) ?? {};
  return [first, end];
};
const offsetsFrom = async (offset: number): Promise<readonly number[]> => {
  const seen: LogRecord[] = [];
  let reached: () => void = () => undefined;
  const whole = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const [, end = 0] = await views();
  const subscription = log.follow({
    from: [at(offset)],
    handle: (records) => {
      seen.push(...records);
      if (seen.at(-1)?.offset === end - 1) reached();
      return Promise.resolve();
    },
  });
  await Promise.race([whole, subscription.done]);
  await subscription.close();
  return seen.map((record) => record.offset);
};

test('what lies before a position is gone, for good, and all else stays as it was', async () => {
  await log.append(Array.from({ length: 20 }, () => view));
  await log.append([{ ...view, topic: 'emberlog.votes' }]);
  await log.trim([at(7)]);
  for (const again of [false, true]) {
    if (again) await reopen();
    expect(await views()).toEqual([7, 20]);
    expect(await log.read(at(6))).toBeNull();
    expect((await log.read(at(7)))?.offset).toBe(7);
    expect(await offsetsFrom(7)).toEqual(Array.from({ length: 13 }, (_, n) => 7 + n));
    await expect(offsetsFrom(6)).rejects.toThrow('the log begins at 7');
  }
  expect((await log.bounds()).find((each) => each.topic === 'emberlog.votes')).toMatchObject({
    first: 0,
    end: 1,
  });
});

// Without it, the next record would get an offset that was given before.
test('the last record of a partition stays, whatever is asked for', async () => {
  await log.append([view, view, view]);
  await log.trim([at(99)]);
  await reopen();
  expect(await views()).toEqual([2, 3]);
  expect(await log.append([view])).toEqual([at(3)]);
  await log.trim([{ topic: 'emberlog.items', partition: 0, offset: 4 }]);
  await log.trim([at(1)]);
  expect(await views()).toEqual([2, 4]);
});

test('a great deal goes while others append and follow', async () => {
  await log.append(Array.from({ length: 12_000 }, () => view));
  const trimmed = log.trim([at(11_000)]);
  const appended = await log.append([view]);
  expect(appended).toEqual([at(12_000)]);
  await trimmed;
  expect(await views()).toEqual([11_000, 12_001]);
  expect(await offsetsFrom(11_000)).toHaveLength(1_001);
});

test('a log that is closed meanwhile is whole when it is opened again', async () => {
  await log.append(Array.from({ length: 12_000 }, () => view));
  const trimmed = log.trim([at(11_000)]);
  await reopen();
  await trimmed;
  const [first = 0] = await views();
  expect(await offsetsFrom(first)).toHaveLength(12_000 - first);
});
