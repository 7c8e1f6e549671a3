import { createMemoryLog } from '@emberlog/event-log';
import { expect, test } from 'vitest';
import { createLag } from './lag.ts';

const setUp = async () => {
  let now = 1_000;
  const log = createMemoryLog({ partitions: 1, clock: () => now });
  const append = async () =>
    await log.append([{ topic: 'emberlog.votes', key: 'a', value: Uint8Array.of(1) }]);
  const pass = (ms: number): void => {
    now += ms;
  };
  await append();
  pass(3_000);
  await append();
  pass(4_000);
  return { log, append, pass, clock: () => now };
};

const at = (next: number) => ({
  ...{ table: 'votes' as const, again: false },
  points: [{ partition: 0, next, logged: 0, first: 0, end: 0 }],
});

test('the lag is what the log holds beyond the table, as old as its first record', async () => {
  const { log, clock, append, pass } = await setUp();
  const lag = createLag({ log, clock });
  expect(await lag.read()).toEqual([]);
  lag.resumed([at(0)]);
  expect(await lag.read()).toEqual([{ topic: 'votes', partition: 0, records: 2, seconds: 7 }]);
  lag.committed('votes', new Map([[0, 1]]));
  expect(await lag.read()).toEqual([{ topic: 'votes', partition: 0, records: 1, seconds: 4 }]);
  lag.committed('votes', new Map([[0, 2]]));
  expect(await lag.read()).toEqual([{ topic: 'votes', partition: 0, records: 0, seconds: 0 }]);
  await append();
  pass(500);
  expect(await lag.read()).toEqual([{ topic: 'votes', partition: 0, records: 1, seconds: 0.5 }]);
});

test('partitions that are given to another are no longer told of', async () => {
  const { log, clock } = await setUp();
  const lag = createLag({ log, clock });
  lag.resumed([at(0)]);
  lag.resumed([]);
  expect(await lag.read()).toEqual([]);
});

test('a record that takes too long to be read is as old as our knowledge of it', async () => {
  const { log, clock, pass } = await setUp();
  const read = async () => await new Promise<never>(() => undefined);
  const lag = createLag({ log: { bounds: log.bounds, read }, clock, patienceMs: 5 });
  lag.resumed([at(0)]);
  expect((await lag.read())[0]).toMatchObject({ records: 2, seconds: 0 });
  pass(9_000);
  expect((await lag.read())[0]).toMatchObject({ records: 2, seconds: 9 });
});

test('a log that cannot be asked for its ends makes the lag unknown, not 0', async () => {
  const { log, clock } = await setUp();
  const lag = createLag({ log, clock });
  lag.resumed([at(0)]);
  await log.close();
  await expect(lag.read()).rejects.toThrow('closed');
});
