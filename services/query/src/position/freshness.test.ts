import { LogUnavailableError, type LogRecord, type RecordPosition } from '@emberlog/event-log';
import { expect, test } from 'vitest';
import { createFreshness } from './freshness.ts';

const ends = (votes: number) => ({ items: [0], votes: [votes], views: [0] });

/** A log of three votes, one a second from second 100 on. */
const open = () => {
  const state = { now: 103_000, isGone: false };
  const record = ({ topic, partition, offset }: RecordPosition): LogRecord => ({
    topic,
    partition,
    offset,
    appended: 100_000 + offset * 1_000,
    key: 'k',
    value: new Uint8Array(0),
  });
  const bounds = (['emberlog.items', 'emberlog.votes', 'emberlog.views'] as const).map((topic) => ({
    topic,
    partition: 0,
    first: 0,
    end: topic === 'emberlog.votes' ? 3 : 0,
  }));
  const freshness = createFreshness({
    clock: () => state.now,
    log: {
      bounds: () => Promise.resolve(bounds),
      read: (position) =>
        state.isGone
          ? Promise.reject(new LogUnavailableError('gone'))
          : Promise.resolve(record(position)),
    },
  });
  return { state, note: freshness.note, freshness: freshness.read };
};

test('it tells the newest record included, and the age of the oldest that is not', async () => {
  const { freshness } = open();
  expect(await freshness(ends(1))).toEqual({
    data_as_of: '1970-01-01T00:01:40.000Z',
    lag_seconds: 2,
  });
  expect(await freshness(ends(3))).toEqual({
    data_as_of: '1970-01-01T00:01:42.000Z',
    lag_seconds: 0,
  });
});

// Seen to fail when a record that cannot be read is taken for one that is not there.
test('a record that is known to be missing and cannot be read is as old as our knowledge of it', async () => {
  const { state, freshness } = open();
  state.isGone = true;
  expect(await freshness(ends(1))).toEqual({ data_as_of: null, lag_seconds: 0 });
  state.now += 5_000;
  expect(await freshness(ends(1))).toEqual({ data_as_of: null, lag_seconds: 5 });
  state.isGone = false;
  expect(await freshness(ends(1))).toMatchObject({ lag_seconds: 7 });
});

// Seen to fail when the log is asked for what the tables have told.
test('what the tables tell of a position is not asked of the log', async () => {
  const { state, freshness, note } = open();
  note({ ends: ends(3), newestLogged: 102_500 });
  state.isGone = true;
  expect(await freshness(ends(3))).toEqual({
    data_as_of: '1970-01-01T00:01:42.500Z',
    lag_seconds: 0,
  });
});
