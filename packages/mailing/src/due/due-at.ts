import { closingDay, DAY_MS, daysOf, lastClosedOn, type Period } from './period.ts';
import type { Subscription } from './subscription.ts';
import { greatestOffset, instantOf } from './wall-clock.ts';

/** How long after its time a digest may still be sent; later it would tell of old news. */
const WINDOW_MS = { day: 20 * 3_600_000, week: 6 * DAY_MS };

export const kindOf = ({ cadence }: Subscription): Period['kind'] =>
  cadence === 'daily' ? 'day' : 'week';

/**
 * The instant, ms UTC, at which a reader's clock says it is time for a period: on the first of
 * their days (or weekdays) whose hour comes after the period's end on every day of that year, so
 * that a change of the clocks neither skips a list nor brings one twice. Never falls with `index`.
 */
export const dueAt = (subscription: Subscription, index: number): number => {
  const kind = kindOf(subscription);
  const closes = closingDay(kind, index);
  const { hour, timeZone } = subscription;
  const first = subscription.cadence === 'daily' ? closes : closes + subscription.weekday - 1;
  const year = new Date((closes - 1) * DAY_MS).getUTCFullYear();
  const isClosed = first * 24 + hour - greatestOffset(year, timeZone) >= closes * 24;
  let day = isClosed ? first : first + daysOf(kind);
  let at = instantOf(day, hour, timeZone);
  // Where a zone's rules changed within the year, even that day may be too early.
  while (at < closes * DAY_MS) {
    day += daysOf(kind);
    at = instantOf(day, hour, timeZone);
  }
  return at;
};

/** When a period is no longer sent: after its window, or when the next one is due. ms UTC. */
export const windowEnd = (subscription: Subscription, index: number): number =>
  Math.min(
    dueAt(subscription, index) + WINDOW_MS[kindOf(subscription)],
    dueAt(subscription, index + 1),
  );

/** The last period that is due at that instant, ms UTC, however long ago it became so. */
export const lastDue = (subscription: Subscription, now: number): number => {
  // A period that has not closed cannot be due; one more, since the day of `now` may have begun.
  let index = lastClosedOn(kindOf(subscription), Math.floor(now / DAY_MS));
  while (dueAt(subscription, index) > now) index -= 1;
  return index;
};
