import { expect, test } from 'vitest';
import { hasWindow, windowOf } from './view-window.ts';

test.each([30, 60, 7])(
  'a window of %i minutes begins at its first and ends at its last millisecond',
  (minutes) => {
    const length = minutes * 60_000;
    const start = Math.floor(Date.UTC(2025, 11, 10, 12, 30) / length) * length;
    expect(windowOf(start, minutes) * 1_000).toBe(start);
    expect(windowOf(start + length - 1, minutes) * 1_000).toBe(start);
    expect(windowOf(start + length, minutes) * 1_000).toBe(start + length);
  },
);

test('the table can hold windows up to 2106', () => {
  const last = Date.UTC(2106, 1, 7, 6, 28, 15);
  expect(hasWindow(last)).toBe(true);
  expect(hasWindow(last + 1)).toBe(false);
});
