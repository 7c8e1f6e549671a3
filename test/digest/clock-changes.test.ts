import { readMessageId } from '@emberlog/mailing';
import { expect, test } from 'vitest';
import { MESSAGE_IDS } from './world/open-parts.ts';
import { DAY, MINUTE, openWalkedWorld } from './world/walked-world.ts';

/** Where clocks change in 2026, or do not, and the days of it. */
const CHANGES: readonly (readonly [timeZone: string, day: string])[] = [
  ['Europe/Berlin', '2026-03-29'],
  ['Europe/Berlin', '2026-10-25'],
  ['America/New_York', '2026-03-08'],
  ['America/New_York', '2026-11-01'],
  ['Australia/Lord_Howe', '2026-04-05'],
  ['Australia/Lord_Howe', '2026-10-04'],
  ['Asia/Tokyo', '2026-03-29'],
  ['Africa/Casablanca', '2026-02-15'],
  ['Africa/Casablanca', '2026-03-22'],
];

const STEP = 15 * MINUTE;
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

type Reading = { readonly date: string; readonly minutes: number; readonly weekday: number };

/** What clocks show, by the runtime itself. */
const clockOf = (timeZone: string): ((at: number) => Reading) => {
  const format = new Intl.DateTimeFormat('en-CA', {
    ...{ timeZone, hourCycle: 'h23', weekday: 'short', year: 'numeric', month: '2-digit' },
    ...{ day: '2-digit', hour: '2-digit', minute: '2-digit' },
  });
  return (at) => {
    const part = Object.fromEntries(
      format.formatToParts(at).map(({ type, value }) => [type, value] as const),
    );
    return {
      date: `${part['year']}-${part['month']}-${part['day']}`,
      minutes: Number(part['hour']) * 60 + Number(part['minute']),
      weekday: WEEKDAYS.indexOf(part['weekday'] ?? '') + 1,
    };
  };
};

/** The first instant of each of a zone's days at which its clock shows that hour or a later one. */
const instantsOf = (
  timeZone: string,
  hour: number,
  weekday: number | null,
  [from, to]: readonly [number, number],
): readonly number[] => {
  const read = clockOf(timeZone);
  const found = new Map<string, number>();
  // A day is looked at from its midnight on, so the first one, which may be cut, is left out later.
  for (let at = from - DAY; at <= to; at += STEP) {
    const reading = read(at);
    const isOf = weekday === null || reading.weekday === weekday;
    if (isOf && reading.minutes >= hour * 60 && !found.has(reading.date))
      found.set(reading.date, at);
  }
  return [...found.values()].filter((at) => at > from && at <= to);
};

const READERS = [
  ...[8, 0, 1, 2, 3].map((hour) => ({ hour, weekday: null })),
  ...[8, 2].flatMap((hour) => [7, 1].map((weekday) => ({ hour, weekday }))),
];

/** Days of 24 hours behind the first list, to tell whether one was left out or came twice. */
const stepsBetween = (keys: readonly string[]): readonly number[] =>
  keys.slice(1).map((key, at) => (Date.parse(key) - Date.parse(keys[at] ?? '')) / DAY);

// Seen to fail when digests are sent at the hour of UTC.
test.each(CHANGES)('in %s digests come at the hour of readers about %s', async (timeZone, day) => {
  // Off the hour, so that nothing is due at the very first instant.
  const window = [Date.parse(day) - 4 * DAY + STEP, Date.parse(day) + 8 * DAY] as const;
  const world = await openWalkedWorld({ from: window[0] });
  const named = READERS.map(({ hour, weekday }) => ({
    ...{ hour, weekday, address: `at-${hour}-on-${weekday ?? 'all'}@mail.example` },
  }));
  for (const { hour, weekday, address } of named)
    await world.subscribe(address, {
      ...{ timeZone, hour, weekday, cadence: weekday === null ? 'daily' : 'weekly' },
    });
  await world.walkTo(window[1], STEP);

  for (const { hour, weekday, address } of named) {
    const came = world.arrivals.filter((arrival) => arrival.address === address);
    const expected = instantsOf(timeZone, hour, weekday, window);
    expect(came.map(({ at }) => new Date(at).toISOString())).toEqual(
      expected.map((at) => new Date(at).toISOString()),
    );
    expect(came.length).toBeGreaterThanOrEqual(weekday === null ? 11 : 1);
    const lists = (world.server.taken.get(address) ?? []).map(
      (id) => readMessageId(id, MESSAGE_IDS)?.issue ?? '',
    );
    expect(new Set(lists).size).toBe(came.length);
    const days = lists.filter(() => weekday === null);
    expect(stepsBetween(days)).toEqual(days.slice(1).map(() => 1));
  }
  await world.close();
});
