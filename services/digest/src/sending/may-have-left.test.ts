import type { DigestSettings, SubscriberEvent } from '@emberlog/events';
import { foldSubscriptions, nextConfirmation, type Subscription } from '@emberlog/subscriptions';
import { expect, test } from 'vitest';
import { mayHaveLeft } from './may-have-left.ts';
import { planDigest } from './plan-digest.ts';

const HOUR = 3_600_000;
const CONFIRMED = Date.UTC(2025, 11, 8, 7);
const settings: DigestSettings = {
  ...{ cadence: 'daily', hour: 8, weekday: null, timeZone: 'UTC' },
  ...{ organizations: [], tags: [] },
};
const subject = 'subscriber-0000001';

const BEFORE: readonly SubscriberEvent[] = [
  { id: 'r1', subject, time: CONFIRMED - 1, type: 'subscriber.requested', data: { settings } },
  { id: 'c1', subject, time: CONFIRMED, type: 'subscriber.confirmed', data: { request: 'r1' } },
  {
    ...{ id: 'd1', subject, time: CONFIRMED + HOUR, type: 'digest.sent' },
    data: { period: { cadence: 'daily', key: '2025-12-07' }, outcome: 'begun', attempt: 1 },
  },
  {
    ...{ id: 'd2', subject, time: CONFIRMED + HOUR, type: 'digest.sent' },
    data: { period: { cadence: 'daily', key: '2025-12-07' }, outcome: 'deferred', attempt: 1 },
  },
  { id: 'r2', subject, time: CONFIRMED + HOUR, type: 'subscriber.requested', data: { settings } },
];

let made = 0;
const ids = (): string => {
  made += 1;
  return `u${made}`;
};

const folded = (events: readonly SubscriberEvent[]): Subscription => {
  const found = foldSubscriptions(events).get(subject);
  if (found === undefined) throw new Error('nobody was folded');
  return found;
};

// Seen to fail when the one that is due is left out, and when a deferred one is not the next attempt.
test('nothing that was due since is sent again, and what becomes due later is', () => {
  const now = Date.UTC(2025, 11, 11, 12);
  const events = mayHaveLeft([folded(BEFORE)], now, ids);
  const after = folded([...BEFORE, ...events]);
  expect(events.map(({ data }) => ('period' in data ? data.period.key : 'confirmation'))).toEqual([
    ...['2025-12-07', '2025-12-08', '2025-12-09', '2025-12-10', 'confirmation'],
  ]);
  expect(events.map(({ data }) => ('attempt' in data ? data.attempt : null))).toEqual([
    2, 1, 1, 1, 1,
  ]);
  expect(planDigest(after, now)).toEqual({ due: null, missed: [], missedCount: 0 });
  expect(nextConfirmation(after, now + 24 * HOUR)).toBeNull();
  expect(planDigest(after, Date.UTC(2025, 11, 12, 8))?.due?.period.key).toBe('2025-12-11');
  expect(mayHaveLeft([after], now, ids)).toEqual([]);
});
