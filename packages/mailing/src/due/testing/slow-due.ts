import { DAY_MS } from '../period.ts';
import type { Subscription } from '../subscription.ts';
import { greatestOffsetSeen, walkedInstant } from './walked-clock.ts';

/** A period by its first and its last moment, and when it is due. */
type Slow = { readonly key: string; readonly closes: number; readonly at: number };

/** Independent of `periodAt`: the week's number is counted from its year's first Thursday. */
const keyOf = (kind: 'day' | 'week', closes: number): string => {
  if (kind === 'day') return new Date(closes - DAY_MS).toISOString().slice(0, 10);
  const thursday = new Date(closes - 4 * DAY_MS);
  let number = 1;
  for (let at = thursday.getTime() - 7 * DAY_MS; ; at -= 7 * DAY_MS, number += 1) {
    if (new Date(at).getUTCFullYear() !== thursday.getUTCFullYear()) break;
  }
  return `${thursday.getUTCFullYear()}-W${String(number).padStart(2, '0')}`;
};

/** Every midnight UTC that closes a period of a cadence, between two instants. */
const closings = (kind: 'day' | 'week', from: number, to: number): number[] => {
  const found: number[] = [];
  for (let at = Math.floor(from / DAY_MS) * DAY_MS; at <= to; at += DAY_MS)
    if (kind === 'day' || new Date(at).getUTCDay() === 1) found.push(at);
  return found;
};

/** All periods that close between two instants, with the time each is due: the slow way. */
export const slowPeriods = (subscription: Subscription, from: number, to: number): Slow[] => {
  const { hour, timeZone } = subscription;
  const kind = subscription.cadence === 'daily' ? 'day' : 'week';
  const step = kind === 'day' ? 1 : 7;
  return closings(kind, from, to).map((closes) => {
    const year = new Date(closes - 1).getUTCFullYear();
    const latest = greatestOffsetSeen(year, timeZone) * 60_000;
    let day = closes / DAY_MS + (subscription.cadence === 'daily' ? 0 : subscription.weekday - 1);
    if (day * DAY_MS + hour * 3_600_000 - latest < closes) day += step;
    let at = walkedInstant(day, hour, timeZone);
    while (at < closes) {
      day += step;
      at = walkedInstant(day, hour, timeZone);
    }
    return { key: keyOf(kind, closes), closes, at };
  });
};

/** What `dueDigest` is to answer, by looking through all periods that come into question. */
export const slowDue = (
  subscription: Subscription,
  last: string | null,
  now: number,
): { readonly due: string | null; readonly missed: readonly string[] } => {
  const window = subscription.cadence === 'daily' ? 20 * 3_600_000 : 6 * DAY_MS;
  const slack = 16 * DAY_MS;
  const all = slowPeriods(subscription, subscription.since - slack, now);
  const lastAt = last === null ? -Infinity : (all.find(({ key }) => key === last)?.closes ?? NaN);
  const wanted = all.filter(
    ({ at, closes }) => at <= now && at >= subscription.since && closes > lastAt,
  );
  const newest = wanted.at(-1);
  const due = newest !== undefined && now < newest.at + window ? newest.key : null;
  return { due, missed: wanted.map(({ key }) => key).filter((key) => key !== due) };
};
