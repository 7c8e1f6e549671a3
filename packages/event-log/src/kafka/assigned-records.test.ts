import { expect, test } from 'vitest';
import { createGate } from '../contract/gate.ts';
import { TOPICS, type LogRecord } from '../event-log.ts';
import { LogUnavailableError } from '../log-unavailable-error.ts';
import { createAssignedRecords } from './assigned-records.ts';

const MEBIBYTE = 1024 * 1024;
const OF = { topic: 'emberlog.votes', partition: 0 } as const;

const records = (from: number, count: number, bytes = 1): LogRecord[] =>
  Array.from({ length: count }, (_, n) => ({
    ...OF,
    offset: from + n,
    appended: 1,
    key: 'k',
    value: new Uint8Array(bytes),
  }));

const open = (handle: (batch: readonly LogRecord[]) => Promise<void>) => {
  const rooms: number[] = [];
  const assigned = createAssignedRecords({
    topics: TOPICS,
    starts: [{ ...OF, offset: 0 }],
    maxBatch: 10_000,
    handle,
    onRoom: () => void rooms.push(1),
  });
  return { assigned, rooms };
};

// Seen to fail when only the number of records is looked at.
test('a partition that has many bytes waiting is told to pause, and a batch is bounded by bytes', async () => {
  const gate = createGate();
  const batches: number[] = [];
  const { assigned, rooms } = open(async (batch) => {
    batches.push(batch.reduce((sum, { value }) => sum + value.byteLength, 0));
    await gate.passed;
  });
  const running = assigned.run();
  expect(assigned.offer(OF, records(0, 1, MEBIBYTE))).toBe('more');
  expect(assigned.offer(OF, records(1, 40, MEBIBYTE))).toBe('enough');
  gate.open();
  while (batches.reduce((sum, each) => sum + each, 0) < 41 * MEBIBYTE) {
    await new Promise(setImmediate);
  }
  assigned.stop();
  await running;
  expect(Math.max(...batches)).toBeLessThanOrEqual(16 * MEBIBYTE);
  expect(rooms.length).toBeGreaterThan(0);
});

// Seen to fail when records below the next one are passed over.
test('records from before the next one are a log that was cut, not something to pass over', () => {
  const { assigned } = open(() => Promise.resolve());
  expect(assigned.offer(OF, records(0, 5))).toBe('more');
  expect(() => assigned.offer(OF, records(0, 9))).toThrow(LogUnavailableError);
  expect(() => assigned.offer(OF, records(7, 1))).toThrow('is missing');
});
