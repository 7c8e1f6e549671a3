import { describe, expect, test } from 'vitest';
import { lastWeekdays, listPapers } from './listing.ts';
import { readPapers } from './papers.ts';

const WEDNESDAY_AFTERNOON = Date.UTC(2026, 0, 14, 15);
const WEDNESDAY_NIGHT = Date.UTC(2026, 0, 14, 0, 0, 30);
const SUNDAY = Date.UTC(2026, 0, 18, 12);

const dates = (now: number, count: number): string[] =>
  lastWeekdays(now, count).map((day) => new Date(day).toISOString());

test('the last weekdays include that of now and leave out weekends', () => {
  expect(dates(WEDNESDAY_AFTERNOON, 4)).toEqual([
    '2026-01-09T00:00:00.000Z',
    '2026-01-12T00:00:00.000Z',
    '2026-01-13T00:00:00.000Z',
    '2026-01-14T00:00:00.000Z',
  ]);
  expect(dates(SUNDAY, 1)).toEqual(['2026-01-16T00:00:00.000Z']);
});

describe.each([
  ['in the afternoon', WEDNESDAY_AFTERNOON],
  ['half a minute after midnight', WEDNESDAY_NIGHT],
  ['on a Sunday', SUNDAY],
])('papers listed %s', (_, now) => {
  const listed = listPapers(readPapers(), { seed: 1, now });

  test('are five a day on ten weekdays', () => {
    const days = new Map<string, number>();
    for (const { listedOn } of listed) days.set(listedOn, (days.get(listedOn) ?? 0) + 1);
    expect([...days.values()]).toEqual(Array(10).fill(5));
    const weekdays = [...days.keys()].map((day) => new Date(day).getUTCDay());
    expect(weekdays.filter((day) => day === 0 || day === 6)).toEqual([]);
  });

  test('entered their list before nine o’clock of its day and not after now', () => {
    const hours = listed.map(({ listedAt, listedOn }) => (listedAt - Date.parse(listedOn)) / 3.6e6);
    expect(Math.min(...hours)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...hours)).toBeLessThan(9);
    expect(Math.max(...listed.map(({ listedAt }) => listedAt))).toBeLessThanOrEqual(now);
  });
});
