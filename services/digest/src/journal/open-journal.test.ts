import { createMemoryLog, SUBSCRIPTION_TOPICS } from '@emberlog/event-log';
import type { DigestSettings, SubscriberEvent } from '@emberlog/events';
import { createLogger } from '@emberlog/service-kit';
import { expect, test } from 'vitest';
import { openJournal } from './open-journal.ts';

const logger = createLogger({ name: 'test', level: 'silent' });
const newLog = () =>
  createMemoryLog({ topics: SUBSCRIPTION_TOPICS, partitions: 2, clock: () => 0 });
const settings: DigestSettings = {
  ...{ cadence: 'daily', hour: 8, weekday: null, timeZone: 'UTC' },
  ...{ organizations: [], tags: [] },
};

const subject = 'subscriber-0000001';
const requested = (id: string, time: number): SubscriberEvent => ({
  ...{ id, subject, time, type: 'subscriber.requested', data: { settings } },
});

// Seen to fail when what is erased is forgotten as well: who was erased then comes back.
test('of who was erased the id alone is kept, and nothing follows', async () => {
  const log = newLog();
  const journal = await openJournal({ log, logger });
  await journal.record([requested('r1', 1)]);
  expect([...journal.all()].map(({ subscriber }) => subscriber)).toEqual([subject]);
  await journal.record([
    { id: 'x1', subject, time: 2, type: 'subscriber.erased', data: {} },
    requested('r2', 3),
  ]);
  for (const each of [journal, await openJournal({ log, logger })]) {
    expect([...each.all()]).toEqual([]);
    expect(each.of(subject)).toMatchObject({ isErased: true, pending: null, active: null });
  }
});

// Seen to fail when a record that cannot be read ends the journal.
test('a record that cannot be read is passed over and told by its place alone', async () => {
  const lines: string[] = [];
  const log = newLog();
  const value = Buffer.from('{"email":"ada@reader.example"}');
  await log.append([{ topic: 'emberlog.subscriptions', key: subject, value }]);
  const told = createLogger({
    ...{ name: 'digest', level: 'error' },
    destination: { write: (line) => lines.push(line) },
  });
  const journal = await openJournal({ log, logger: told });
  await journal.record([requested('r1', 1)]);
  expect(journal.of(subject).pending?.request).toBe('r1');
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain('ada');
});

test('of two that issue one period the first in the log holds', async () => {
  const journal = await openJournal({ log: newLog(), logger });
  const issued = (id: string, position: string): SubscriberEvent => ({
    ...{ id, subject: 'issue-daily-2025-12-10', time: 5, type: 'digest.issued' },
    data: { period: { cadence: 'daily', key: '2025-12-10' }, asOf: 4, position, items: [] },
  });
  await journal.record([issued('i1', 'first'), issued('i2', 'second')]);
  expect(journal.issues().map(({ position }) => position)).toEqual(['first']);
});
