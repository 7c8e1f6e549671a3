import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWithin, topWindow, type TopWindow } from './top-window.ts';

const at = (text: string): number => Date.parse(text);
const spanOf = (window: TopWindow, asOf: string): readonly string[] => {
  const { from, to } = topWindow(window, at(asOf));
  return [from, to].map((ms) => new Date(ms).toISOString());
};

describe('topWindow', () => {
  it('is the UTC day that holds as_of, midnight included', () => {
    const day = ['2025-12-10T00:00:00.000Z', '2025-12-11T00:00:00.000Z'];
    expect(spanOf('day', '2025-12-10T00:00:00Z')).toEqual(day);
    expect(spanOf('day', '2025-12-10T23:59:59.999Z')).toEqual(day);
  });

  it('is the week from Monday to Sunday, across the turn of a year', () => {
    const week = ['2025-12-29T00:00:00.000Z', '2026-01-05T00:00:00.000Z'];
    expect(spanOf('week', '2025-12-29T00:00:00Z')).toEqual(week);
    expect(spanOf('week', '2026-01-04T23:59:59.999Z')).toEqual(week);
    expect(spanOf('week', '2026-01-05T00:00:00Z')).not.toEqual(week);
  });

  it('is the calendar month, whatever its length', () => {
    expect(spanOf('month', '2024-02-29T12:00:00Z')).toEqual([
      '2024-02-01T00:00:00.000Z',
      '2024-03-01T00:00:00.000Z',
    ]);
    expect(spanOf('month', '2025-12-31T23:59:59.999Z')[1]).toBe('2026-01-01T00:00:00.000Z');
  });

  it('ends a duration with as_of and leaves out the moment it began', () => {
    const period = topWindow(1_000, 5_000);
    expect([4_000, 4_001, 5_000, 5_001].map((ms) => isWithin(period, ms))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('holds everything since 1970 when it is all of time', () => {
    expect([0, 4_999, 5_000].map((ms) => isWithin(topWindow('all', 5_000), ms))).toEqual([
      true,
      true,
      true,
    ]);
  });

  // Seen to fail when the days since Monday are counted modulo 6.
  it('always holds as_of, and is the same for every time in a calendar period', () => {
    const windows = fc.constantFrom<TopWindow>('day', 'week', 'month');
    const times = fc.integer({ min: 0, max: at('2199-12-31T23:59:59.999Z') });
    fc.assert(
      fc.property(
        windows,
        times,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (window, asOf, part) => {
          const period = topWindow(window, asOf);
          const length = period.to - period.from;
          const other = period.from + Math.min(length - 1, Math.floor(part * length));
          expect(isWithin(period, asOf)).toBe(true);
          expect(topWindow(window, other)).toEqual(period);
          expect(topWindow(window, period.to).from).toBe(period.to);
        },
      ),
    );
  });
});
