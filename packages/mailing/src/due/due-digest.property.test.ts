import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dueDigest, nextDue } from './due-digest.ts';
import { DAY_MS, indexOf, type Period, periodAt } from './period.ts';
import { slowDue, slowPeriods } from './testing/slow-due.ts';
import { ODD_DAYS, subscriptionArbitrary } from './testing/subscription-arbitrary.ts';
import { walkedInstant } from './testing/walked-clock.ts';
import { instantOf } from './wall-clock.ts';

const spanOf = (cadence: 'daily' | 'weekly'): number => (cadence === 'daily' ? 4 : 24) * DAY_MS;

// Seen to fail when the later of two instants is taken, when a time in a gap is moved by its length,
// and when a day that is left out is taken for a gap.
test.each(ODD_DAYS)('in %s about %s every hour is where a clock first shows it', (zone, date) => {
  const day = Date.parse(date) / DAY_MS;
  for (const near of [day - 1, day, day + 1])
    for (const hour of [0, 1, 2, 3, 8, 22, 23])
      expect([near, hour, instantOf(near, hour, zone)]).toEqual([
        near,
        hour,
        walkedInstant(near, hour, zone),
      ]);
});

// Seen to fail when the offset of one month stands for the year.
test('what is due and what was missed is what a walk through all minutes finds', () => {
  fc.assert(
    fc.property(subscriptionArbitrary, fc.double({ min: 0, max: 1, noNaN: true }), (sub, part) => {
      const now = sub.since + Math.floor(part * spanOf(sub.cadence));
      const { due, missed } = dueDigest(sub, null, now);
      const keys = { due: due?.period.key ?? null, missed: missed.map(({ period }) => period.key) };
      expect(keys).toEqual(slowDue(sub, null, now));
    }),
    { numRuns: 150 },
  );
});

// Seen to fail when `last` is not looked at, and when a window is a millisecond longer.
test('at any sequence of times each period comes out at most once, and none is forgotten', () => {
  const parts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 });
  fc.assert(
    fc.property(subscriptionArbitrary, parts, (sub, moments) => {
      const out: string[] = [];
      let last: Period | null = null;
      let end = sub.since;
      for (const moment of moments) {
        const now = sub.since + Math.floor(moment * spanOf(sub.cadence));
        end = Math.max(end, now);
        const { due, missed } = dueDigest(sub, last, now);
        for (const { period } of due === null ? missed : [...missed, due]) {
          out.push(period.key);
          last = period;
        }
      }
      const { due, missed } = slowDue(sub, null, end);
      expect(out).toEqual(due === null ? missed : [...missed, due]);
    }),
    { numRuns: 100 },
  );
});

// Seen to fail when what is open at that hour in winter only counts as closed.
test('the next digest is the first that is due later, and it is due from its time until it closes', () => {
  fc.assert(
    fc.property(subscriptionArbitrary, fc.integer({ min: 0, max: 3 * DAY_MS }), (sub, wait) => {
      const after = sub.since + wait;
      const next = nextDue(sub, after);
      expect(next.at).toBeGreaterThan(after);
      expect(dueDigest(sub, null, next.at).due).toEqual(next);
      expect(dueDigest(sub, null, next.closesAt - 1).due).toEqual(next);
      expect(dueDigest(sub, null, next.closesAt).due?.period).not.toEqual(next.period);
      const between = slowPeriods(sub, after - 16 * DAY_MS, next.at).filter(
        ({ at }) => at > after && at < next.at,
      );
      expect(between).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

test('a change of cadence sends no day twice', () => {
  const stays = { subscriber: 's', hour: 8, timeZone: 'UTC', since: 0 };
  const week: Period = { kind: 'week', key: '2025-W50' };
  const monday = Date.UTC(2025, 11, 15, 8);
  const daily = { ...stays, cadence: 'daily' as const };
  expect(dueDigest(daily, week, monday)).toEqual({ due: null, missed: [], missedCount: 0 });
  expect(dueDigest(daily, week, monday + DAY_MS).due?.period.key).toBe('2025-12-15');
});

// Seen to fail when a week is of the year of its Monday.
test('keys of days and weeks are those of ISO 8601, there and back', () => {
  const indexes = fc.integer({ min: 0, max: 80_000 });
  fc.assert(
    fc.property(indexes, (index) => {
      for (const kind of ['day', 'week'] as const)
        if (kind === 'day' || index < 11_000) expect(indexOf(periodAt(kind, index))).toBe(index);
    }),
  );
  expect(periodAt('week', indexOf({ kind: 'week', key: '2020-W53' })).key).toBe('2020-W53');
  for (const key of ['2025-W53', '2025-W00', '2025-12-10', 'x', ''])
    expect(() => indexOf({ kind: 'week', key })).toThrow(RangeError);
  for (const key of ['2025-02-29', '2025-W50', '25-01-01', '2025-1-01', 'x', ''])
    expect(() => indexOf({ kind: 'day', key })).toThrow(RangeError);
});
