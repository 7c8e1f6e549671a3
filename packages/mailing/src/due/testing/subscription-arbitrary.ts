import fc from 'fast-check';
import { DAY_MS } from '../period.ts';
import type { Subscription } from '../subscription.ts';

/** Zones with odd rules, and a day on which each did something odd. */
export const ODD_DAYS: readonly (readonly [timeZone: string, day: string])[] = [
  ['Europe/Berlin', '2025-03-30'],
  ['Europe/Berlin', '2025-10-26'],
  ['Europe/London', '2025-03-30'],
  ['Europe/London', '2025-10-26'],
  ['America/New_York', '2025-03-09'],
  ['America/New_York', '2025-11-02'],
  ['Australia/Lord_Howe', '2025-04-06'],
  ['Australia/Lord_Howe', '2025-10-05'],
  ['Africa/Casablanca', '2025-02-23'],
  ['Africa/Casablanca', '2025-04-06'],
  ['Africa/Cairo', '2014-07-31'],
  ['America/Sao_Paulo', '2018-11-04'],
  ['America/Sao_Paulo', '2019-02-17'],
  ['America/St_Johns', '2010-11-07'],
  ['America/Havana', '2025-03-09'],
  ['America/Nuuk', '2025-03-29'],
  ['America/Nuuk', '2023-03-25'],
  ['Antarctica/Troll', '2025-03-30'],
  ['Asia/Kathmandu', '1986-01-01'],
  ['Asia/Pyongyang', '2018-05-05'],
  ['Asia/Almaty', '2024-03-01'],
  ['Europe/Volgograd', '2020-12-27'],
  ['Pacific/Apia', '2011-12-30'],
  ['Pacific/Kwajalein', '1993-08-21'],
  ['Pacific/Kiritimati', '1994-12-31'],
  ['Pacific/Chatham', '2025-09-28'],
];

const placeArbitrary = fc.oneof(
  fc.constantFrom(...ODD_DAYS).map(([timeZone, day]) => ({ timeZone, around: Date.parse(day) })),
  fc.record({
    timeZone: fc.constantFrom(...Intl.supportedValuesOf('timeZone')),
    around: fc.integer({ min: Date.UTC(1975), max: Date.UTC(2037) }),
  }),
);

/** A subscription whose first days lie about a change of the clocks, more often than not. */
export const subscriptionArbitrary: fc.Arbitrary<Subscription> = fc
  .tuple(
    placeArbitrary,
    fc.integer({ min: 0, max: 23 }),
    fc.option(fc.integer({ min: 1, max: 7 })),
    fc.integer({ min: -4 * DAY_MS, max: DAY_MS }),
  )
  .map(([{ timeZone, around }, hour, weekday, shift]) => {
    const schedule = { subscriber: 's', hour, timeZone, since: around + shift };
    return weekday === null
      ? { ...schedule, cadence: 'daily' }
      : { ...schedule, cadence: 'weekly', weekday };
  });
