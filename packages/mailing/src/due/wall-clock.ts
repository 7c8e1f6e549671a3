import { LRUCache } from 'lru-cache';
import { Temporal } from 'temporal-polyfill';
import { DAY_MS } from './period.ts';

/**
 * The instant, ms UTC, at which clocks of a zone show that hour of that day (days since 1970).
 * An hour that is there twice is the first of the two. An hour that is left out is the first
 * instant after the gap, and a day that is left out is the next day that is there.
 */
export const instantOf = (day: number, hour: number, timeZone: string): number => {
  const name = `${day} ${hour} ${timeZone}`;
  const known = INSTANTS.get(name);
  if (known !== undefined) return known;
  const at = exists(day, timeZone)
    ? firstInstant(day, hour, timeZone).epochMilliseconds
    : instantOf(day + 1, hour, timeZone);
  INSTANTS.set(name, at);
  return at;
};

/** The greatest offset from UTC that clocks of a zone have in a year, in hours. */
export const greatestOffset = (year: number, timeZone: string): number => {
  const name = `${year} ${timeZone}`;
  const known = OFFSETS.get(name);
  if (known !== undefined) return known;
  // New rules often begin in the last days of a year, others hold for a month at least.
  const noons = [
    ...MONTHS.map((month) => Date.UTC(year, month, 1, 12)),
    Date.UTC(year, 11, 31, 12),
  ];
  const offsets = noons.map((noon) => {
    const at = Temporal.Instant.fromEpochMilliseconds(noon);
    return at.toZonedDateTimeISO(timeZone).offsetNanoseconds / NANOSECONDS_AN_HOUR;
  });
  const greatest = Math.max(...offsets);
  OFFSETS.set(name, greatest);
  return greatest;
};

/** Memories of what never changes while the process runs; many readers share an hour and a zone. */
const INSTANTS = new LRUCache<string, number>({ max: 10_000 });
const OFFSETS = new LRUCache<string, number>({ max: 2_000 });
const MONTHS = Array.from({ length: 12 }, (_, month) => month);
const NANOSECONDS_AN_HOUR = 3_600_000_000_000;

/** Samoa had no 30 December 2011: midnight of it and the hours after it are all in one gap. */
const exists = (day: number, timeZone: string): boolean =>
  firstInstant(day, 0, timeZone).toPlainDate().equals(dateOf(day));

const firstInstant = (day: number, hour: number, timeZone: string): Temporal.ZonedDateTime => {
  const wanted = dateOf(day).toPlainDateTime({ hour });
  // In a gap this is as long before its end as the hour asked for lies behind its beginning.
  const found = wanted.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  if (found.toPlainDateTime().equals(wanted)) return found;
  return found.getTimeZoneTransition('next') ?? found;
};

const dateOf = (day: number): Temporal.PlainDate =>
  Temporal.PlainDate.from(new Date(day * DAY_MS).toISOString().slice(0, 10));
