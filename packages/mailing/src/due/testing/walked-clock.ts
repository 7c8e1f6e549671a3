import { DAY_MS } from '../period.ts';

const MINUTE = 60_000;

/** The reading of a clock: a date and minutes since midnight. */
type Reading = { readonly date: string; readonly minutes: number };

const formats = new Map<string, Intl.DateTimeFormat>();

const formatOf = (timeZone: string): Intl.DateTimeFormat => {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const two = '2-digit' as const;
  const made = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, hourCycle: 'h23', year: 'numeric' },
    ...{ month: two, day: two, hour: two, minute: two },
  });
  formats.set(timeZone, made);
  return made;
};

/** What clocks of a zone show at an instant, by the runtime itself. */
const readingAt = (at: number, timeZone: string): Reading => {
  const text = formatOf(timeZone).format(at);
  const [, day = '', month = '', year = '', hour, minute] =
    /^(\d\d)\/(\d\d)\/(\d{4}), (\d\d):(\d\d)$/.exec(text) ?? [];
  return { date: `${year}-${month}-${day}`, minutes: Number(hour) * 60 + Number(minute) };
};

/** The same as `instantOf`, found by looking at the clock minute by minute. */
export const walkedInstant = (day: number, hour: number, timeZone: string): number => {
  const date = new Date(day * DAY_MS).toISOString().slice(0, 10);
  const start = day * DAY_MS - 16 * 60 * MINUTE;
  const end = day * DAY_MS + 40 * 60 * MINUTE;
  let seen = false;
  for (let at = start; at < end; at += MINUTE) {
    const reading = readingAt(at, timeZone);
    if (reading.date === date) {
      seen = true;
      if (reading.minutes >= hour * 60) return at;
    } else if (seen && reading.date > date) return at;
  }
  return walkedInstant(day + 1, hour, timeZone);
};

/** The greatest offset of a zone on the 365 or 366 days of a year, in minutes. */
export const greatestOffsetSeen = (year: number, timeZone: string): number => {
  let greatest = -Infinity;
  for (let at = Date.UTC(year, 0, 1, 12); at < Date.UTC(year + 1, 0, 1); at += DAY_MS) {
    const { date, minutes } = readingAt(at, timeZone);
    greatest = Math.max(greatest, (Date.parse(date) + minutes * MINUTE - at) / MINUTE);
  }
  return greatest;
};
