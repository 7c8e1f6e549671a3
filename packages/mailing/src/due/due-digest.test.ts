import { expect, test } from 'vitest';
import { dueDigest, nextDue } from './due-digest.ts';
import { type Subscription, subscriptionSchema } from './subscription.ts';

const HOUR = 3_600_000;

const daily = (timeZone: string, hour: number, since: string): Subscription => ({
  ...{ subscriber: 's', cadence: 'daily', timeZone, hour },
  since: Date.parse(since),
});

/** The next digests, as `period: instant`. */
const following = (subscription: Subscription, count: number): string[] => {
  const found: string[] = [];
  let after = subscription.since - 1;
  for (let i = 0; i < count; i += 1) {
    const { period, at } = nextDue(subscription, after);
    found.push(`${period.key}: ${new Date(at).toISOString().slice(0, 16)}`);
    after = at;
  }
  return found;
};

test('08:00 in Berlin stays 08:00 when summer begins and ends', () => {
  expect(following(daily('Europe/Berlin', 8, '2025-03-29T00:00Z'), 3)).toEqual([
    '2025-03-28: 2025-03-29T07:00',
    '2025-03-29: 2025-03-30T06:00',
    '2025-03-30: 2025-03-31T06:00',
  ]);
  expect(following(daily('Europe/Berlin', 8, '2025-10-25T00:00Z'), 3)).toEqual([
    '2025-10-24: 2025-10-25T06:00',
    '2025-10-25: 2025-10-26T07:00',
    '2025-10-26: 2025-10-27T07:00',
  ]);
});

test('an hour that is left out is the end of the gap, one that comes twice is the first', () => {
  expect(following(daily('Europe/Berlin', 2, '2025-03-30T00:00Z'), 1)).toEqual([
    '2025-03-29: 2025-03-30T01:00',
  ]);
  expect(following(daily('America/New_York', 1, '2025-11-02T00:00Z'), 1)).toEqual([
    '2025-11-01: 2025-11-02T05:00',
  ]);
  expect(following(daily('America/Nuuk', 23, '2025-03-29T12:00Z'), 2)).toEqual([
    '2025-03-28: 2025-03-30T01:00',
    '2025-03-29: 2025-03-31T00:00',
  ]);
});

test('at midnight in London each day brings the list that is closed in summer, too', () => {
  expect(following(daily('Europe/London', 0, '2025-03-29T00:00Z'), 3)).toEqual([
    '2025-03-27: 2025-03-29T00:00',
    '2025-03-28: 2025-03-30T00:00',
    '2025-03-29: 2025-03-30T23:00',
  ]);
});

test('in Tokyo the list of yesterday is closed from nine in the morning', () => {
  expect(following(daily('Asia/Tokyo', 8, '2025-12-10T00:00Z'), 1)).toEqual([
    '2025-12-09: 2025-12-10T23:00',
  ]);
  expect(following(daily('Asia/Tokyo', 9, '2025-12-10T00:00Z'), 1)).toEqual([
    '2025-12-09: 2025-12-10T00:00',
  ]);
});

test('the day that Samoa left out brings nothing, and of two lists then due the newer is sent', () => {
  expect(following(daily('Pacific/Apia', 8, '2011-12-29T00:00Z'), 3)).toEqual([
    '2011-12-27: 2011-12-29T18:00',
    '2011-12-29: 2011-12-30T18:00',
    '2011-12-30: 2011-12-31T18:00',
  ]);
});

test('a week comes on its weekday after it closed, six days long', () => {
  const friday = {
    ...daily('America/New_York', 8, '2025-12-10T00:00Z'),
    cadence: 'weekly' as const,
  };
  const subscription = { ...friday, weekday: 5 };
  const at = Date.parse('2025-12-12T13:00Z');
  const week = { period: { kind: 'week', key: '2025-W49' }, at, closesAt: at + 144 * HOUR };
  expect(nextDue(subscription, at - 1)).toEqual(week);
  expect(dueDigest(subscription, null, at - 1).due).toBeNull();
  expect(dueDigest(subscription, null, at).due).toEqual(week);
  expect(dueDigest(subscription, null, at + 144 * HOUR)).toEqual({
    due: null,
    missed: [week],
    missedCount: 1,
  });
  const monday = { ...subscription, weekday: 1 };
  expect(following(monday, 2)).toEqual([
    '2025-W50: 2025-12-15T13:00',
    '2025-W51: 2025-12-22T13:00',
  ]);
});

test('what could not be sent within 20 hours is missed, and told once', () => {
  const subscription = daily('UTC', 8, '2025-12-10T08:00Z');
  const at = Date.parse('2025-12-12T08:00Z');
  const { due, missed, missedCount } = dueDigest(subscription, null, at + 20 * HOUR - 1);
  expect(due?.period.key).toBe('2025-12-11');
  expect(missed.map(({ period }) => period.key)).toEqual(['2025-12-09', '2025-12-10']);
  expect(missedCount).toBe(2);
  const last = { kind: 'day', key: '2025-12-10' } as const;
  expect(dueDigest(subscription, last, at + 20 * HOUR)).toMatchObject({
    due: null,
    missed: [{ period: { key: '2025-12-11' } }],
  });
  const own = { kind: 'day', key: '2025-12-11' } as const;
  expect(dueDigest(subscription, own, at + 20 * HOUR).missed).toEqual([]);
});

test('of a long absence the last sixty are listed and all are counted', () => {
  const subscription = daily('UTC', 8, '2020-01-01T00:00Z');
  const answer = dueDigest(subscription, null, Date.parse('2025-12-12T08:00Z'));
  expect(answer.missed).toHaveLength(60);
  expect(answer.missed.at(-1)?.period.key).toBe('2025-12-10');
  expect(answer.missedCount).toBe(2_172);
});

test('what was due before the confirmation is neither sent nor missed', () => {
  const subscription = daily('UTC', 8, '2025-12-10T08:00:00.001Z');
  expect(dueDigest(subscription, null, Date.parse('2025-12-11T07:59Z'))).toEqual({
    due: null,
    missed: [],
    missedCount: 0,
  });
});

test.each(['+02:00', 'Mars/Base', '', 'Europe/../Berlin', 'x'.repeat(65)])(
  'a time zone %j is refused by its name',
  (timeZone) => {
    const { error } = subscriptionSchema.safeParse(daily(timeZone, 8, '2025-12-10T00:00Z'));
    expect(error?.issues.map(({ path }) => path)).toEqual([['timeZone']]);
  },
);

test('a weekly subscription has a weekday, a daily one has none', () => {
  const subscription = daily('UTC', 23, '2025-12-10T00:00Z');
  expect(subscriptionSchema.parse(subscription)).toEqual(subscription);
  expect(subscriptionSchema.safeParse({ ...subscription, weekday: 1 }).success).toBe(false);
  expect(subscriptionSchema.safeParse({ ...subscription, cadence: 'weekly' }).success).toBe(false);
  expect(subscriptionSchema.safeParse({ ...subscription, hour: 24 }).success).toBe(false);
});
