import { expect, test } from 'vitest';
import { DEFAULT_SCHEDULE, scheduleWords } from './schedule-words.ts';

test.each([
  [{}, 'daily at 08:00 UTC'],
  [{ hour: 23, timeZone: 'America/New_York' }, 'daily at 23:00 in America/New York'],
  [{ cadence: 'weekly', hour: 0 }, 'on Mondays at 00:00 UTC'],
  [{ cadence: 'weekly', weekday: 7, timeZone: 'Asia/Tokyo' }, 'on Sundays at 08:00 in Asia/Tokyo'],
] as const)('a schedule %o reads as %s', (chosen, words) => {
  expect(scheduleWords({ ...DEFAULT_SCHEDULE, ...chosen })).toBe(words);
});
