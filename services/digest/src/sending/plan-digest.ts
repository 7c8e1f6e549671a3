import type { DigestPeriod, DigestSettings } from '@emberlog/events';
import {
  dueDigest,
  nextDue,
  periodBefore,
  periodEnd,
  timeZoneName,
  type Due,
  type DueDigest,
  type Period,
  type Subscription as Schedule,
} from '@emberlog/mailing';
import type { LastDigest, Subscription } from '@emberlog/subscriptions';
import { listPeriod } from '../issues/list-period.ts';

/** The hours at which a reader's digests are due. */
export const scheduleOf = (
  subscriber: string,
  { cadence, hour, weekday, timeZone }: DigestSettings,
  since: number,
): Schedule => {
  const own = { subscriber, hour, timeZone: isKnown(timeZone) ? timeZone : 'UTC', since };
  return cadence === 'daily'
    ? { ...own, cadence }
    : { ...own, cadence, weekday: weekday ?? MONDAY };
};

const MONDAY = 1;

/** A zone that was chosen under another version of the runtime may be unknown to this one. */
const isKnown = (timeZone: string): boolean => {
  const known = ZONES.get(timeZone);
  if (known !== undefined) return known;
  const found = timeZoneName.safeParse(timeZone).success;
  ZONES.set(timeZone, found);
  return found;
};
const ZONES = new Map<string, boolean>();

/** What is due to a reader now and what will never be sent; null for who gets no digests. */
export const planDigest = (subscription: Subscription, now: number): Due | null => {
  const schedule = activeSchedule(subscription);
  return schedule === null ? null : dueDigest(schedule, lastRecorded(subscription), now);
};

/** The next digest to become due after an instant; null for who gets none. */
export const nextDigest = (subscription: Subscription, after: number): DueDigest | null => {
  const schedule = activeSchedule(subscription);
  return schedule === null ? null : nextDue(schedule, after);
};

const activeSchedule = ({ subscriber, active }: Subscription): Schedule | null =>
  active === null ? null : scheduleOf(subscriber, active.settings, active.since);

/** The last period that is not to be tried again, of any cadence. */
const lastRecorded = ({ digests }: Subscription): Period | null => {
  const { daily, weekly } = digests;
  const [first, second] = [recorded('daily', daily), recorded('weekly', weekly)];
  if (first === null || second === null) return first ?? second;
  return periodEnd(first) >= periodEnd(second) ? first : second;
};

const recorded = (cadence: DigestPeriod['cadence'], last: LastDigest | null): Period | null => {
  if (last === null) return null;
  const period = listPeriod({ cadence, key: last.key });
  return last.outcome === 'deferred' ? periodBefore(period) : period;
};
