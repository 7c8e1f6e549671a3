import { LogUnavailableError, type PartitionBounds } from '@emberlog/event-log';
import { expect, test } from 'vitest';
import { createKnownLog } from './known-log.ts';

const BOUNDS: readonly PartitionBounds[] = [
  { topic: 'emberlog.votes', partition: 0, first: 0, end: 7 },
];
const PLACE = { topic: 'emberlog.votes', partition: 0, offset: 1 } as const;

const open = () => {
  const state = { failure: null as Error | null, asked: 0, now: 0 };
  const answer = async <T>(value: T): Promise<T> => {
    state.asked += 1;
    return await (state.failure === null ? Promise.resolve(value) : Promise.reject(state.failure));
  };
  const record = { ...PLACE, appended: 1, key: 'k', value: new Uint8Array(0) };
  const log = createKnownLog(
    { bounds: async () => await answer(BOUNDS), read: async () => await answer(record) },
    () => state.now,
  );
  return { state, log };
};
const gone = new LogUnavailableError('gone');

// Seen to fail when the failure of the log is passed on.
test('what a log said last stands in for it while it cannot be reached', async () => {
  const { state, log } = open();
  expect(await log.bounds()).toBe(BOUNDS);
  state.failure = gone;
  expect(await log.bounds()).toBe(BOUNDS);
  await expect(log.read(PLACE)).rejects.toThrow(LogUnavailableError);
  state.failure = null;
  state.now = 1_000;
  expect(await log.read(PLACE)).toMatchObject(PLACE);
});

// Seen to fail without the look at the time.
test('a log that failed is left alone for a second', async () => {
  const { state, log } = open();
  await log.bounds();
  state.failure = gone;
  for (state.now = 0; state.now < 1_000; state.now += 100) await log.bounds();
  expect(state.asked).toBe(2);
  await log.bounds();
  expect(state.asked).toBe(3);
});

test('a log that was never reached is a problem, not a failure of ours', async () => {
  const { state, log } = open();
  state.failure = gone;
  await expect(log.bounds()).rejects.toMatchObject({ status: 503 });
});

test('any other failure is passed on', async () => {
  const { state, log } = open();
  await log.bounds();
  state.failure = new RangeError('a mistake');
  await expect(log.bounds()).rejects.toThrow('a mistake');
});
