import type { LogRecord, PartitionBounds } from '@emberlog/event-log';
import { expect, test } from 'vitest';
import { digestOf } from '../records/origin.ts';
import { judgeTable, type HeldPartition } from './judge-table.ts';
import { ProjectionRefusedError } from './projection-refused-error.ts';

const topic = 'emberlog.votes';
const value = Buffer.from('{}');
const record: LogRecord = { topic, partition: 0, offset: 9, appended: 1_000, key: 'k', value };
const bound = (partition: number, first = 0, end = 20): PartitionBounds => ({
  topic,
  partition,
  first,
  end,
});
const whole: HeldPartition = {
  kp: 0,
  first: 0,
  last: 9,
  rows: 10,
  last_logged: 1_000,
  last_appended: 1_000,
  last_digest: digestOf(value),
};

const judge = (
  held: Partial<HeldPartition>,
  bounds: readonly PartitionBounds[] = [bound(0), bound(1)],
  last: LogRecord | null = record,
  expired: ReadonlyMap<number, number> = new Map(),
): string | null =>
  judgeTable({
    table: 'votes',
    held: [{ ...whole, ...held }],
    bounds,
    partitions: 2,
    lastRecords: new Map([[0, last]]),
    expired,
  });

test('a whole prefix of the log is sound, to its very end', () => {
  expect(judge({})).toBeNull();
  expect(judge({}, [bound(0, 0, 10)])).toBeNull();
});

test.each([
  ['rows missing in the middle', { rows: 8 }, '2 rows of partition 0 are missing'],
  ['a missing prefix', { first: 4, rows: 6 }, '4 rows of partition 0 are missing'],
  ['an offset twice', { rows: 11 }, 'partition 0 has offsets twice'],
])('%s is damage', (_name, held, damage) => {
  expect(judge(held)).toBe(damage);
});

test.each([
  ['a partition the log has not', { kp: 7 }, 'holds partition 7, the log has 2 partitions'],
  ['an offset beyond the end of the log', { last: 20, rows: 21 }, 'the log ends at 20'],
  ['another append time', { last_appended: 999 }, 'holds another record at offset 9'],
  ['other bytes', { last_digest: '1' }, 'holds another record at offset 9'],
])('%s means another log, even where rows are missing', (_name, held, message) => {
  expect(() => judge(held)).toThrow(ProjectionRefusedError);
  expect(() => judge({ rows: 1, ...held })).toThrow(message);
});

test('a record that the log has dropped proves nothing', () => {
  expect(judge({ last_digest: '1' }, [bound(0, 10)], null)).toBeNull();
});

test('records dropped before they were projected are named', () => {
  expect(() => judge({}, [bound(0, 15)], null)).toThrow('needs offsets 10 to 14 of partition 0');
  expect(() => judge({}, [bound(0), bound(1, 3)])).toThrow('needs offsets 0 to 2 of partition 1');
});

test('a damaged table is not given up when the log cannot fill it again', () => {
  expect(() => judge({ rows: 8 }, [bound(0, 5)])).toThrow(
    'is damaged (2 rows of partition 0 are missing) and needs offsets 0 to 4',
  );
});

test('what was dropped for its age is not missed, and may be there again', () => {
  const expired = new Map([[0, 3]]);
  const judgeExpired = (held: Partial<HeldPartition>, first = 0) =>
    judge(held, [bound(0, first), bound(1)], record, expired);
  expect(judgeExpired({ first: 4, rows: 6 })).toBeNull();
  expect(judgeExpired({ first: 4, rows: 6 }, 3)).toBeNull();
  // As while a month is dropped, and after the table was made again from the log.
  expect(judgeExpired({ first: 2, rows: 8 })).toBeNull();
  expect(judgeExpired({})).toBeNull();
  expect(judgeExpired({ first: 5, rows: 5 })).toBe('1 rows of partition 0 are missing');
  expect(judgeExpired({ first: 4, rows: 5 })).toBe('1 rows of partition 0 are missing');
  expect(judgeExpired({ first: 4, rows: 7 })).toBe('partition 0 has offsets twice');
});

test('a damaged table is filled again from where nothing is missed', () => {
  const damaged = { first: 4, rows: 5 };
  const expired = new Map([[0, 3]]);
  const judgeDamaged = (first: number) =>
    judge(damaged, [bound(0, first), bound(1)], record, expired);
  expect(judgeDamaged(4)).toBe('1 rows of partition 0 are missing');
  expect(() => judgeDamaged(5)).toThrow('needs offsets 4 to 4 of partition 0');
});
