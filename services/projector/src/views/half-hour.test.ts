import { expect, test } from 'vitest';
import { halfHourOf, hasHalfHour } from './half-hour.ts';

test('a half hour begins at its first and ends at its last millisecond', () => {
  const start = Date.UTC(2025, 11, 10, 12, 30);
  expect(halfHourOf(start) * 1_000).toBe(start);
  expect(halfHourOf(start + 1_799_999) * 1_000).toBe(start);
  expect(halfHourOf(start + 1_800_000) * 1_000).toBe(start + 1_800_000);
});

test('the table can hold half hours up to 2106', () => {
  expect(hasHalfHour(Date.UTC(2106, 1, 7))).toBe(true);
  expect(hasHalfHour(Date.UTC(2106, 1, 8))).toBe(false);
});
