import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from './duration.ts';

describe('parseDuration', () => {
  it('reads whole minutes, hours and days as milliseconds', () => {
    expect(['90m', '48h', '30d', '0h', '007d'].map(parseDuration)).toEqual([
      5_400_000, 172_800_000, 2_592_000_000, 0, 604_800_000,
    ]);
  });

  it('reads nothing else', () => {
    const texts = ['', 'h', '48', '48H', '-1h', '+1h', '1.5h', '1h30m', ' 1h', '1h\n', '1w', '١h'];
    expect(texts.map(parseDuration)).toEqual(texts.map(() => null));
  });

  it('does not read more milliseconds than a number holds exactly', () => {
    expect(parseDuration('99999999999d')).toBeNull();
    expect(parseDuration(`${'9'.repeat(400)}m`)).toBeNull();
  });
});

describe('formatDuration', () => {
  it('writes whole days as hours up to 72h, and as days beyond', () => {
    const texts = ['0h', '90m', '24h', '48h', '72h', '73h', '4d', '30d', '400d'];
    expect(texts.map((text) => formatDuration(parseDuration(text) ?? -1))).toEqual(texts);
  });

  // Seen to fail when whole hours are told by the remainder of half an hour.
  it('writes what parseDuration reads as the same time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 600_000 }), (minutes) => {
        expect(parseDuration(formatDuration(minutes * 60_000))).toBe(minutes * 60_000);
      }),
    );
  });

  it.each([-60_000, 1, 60_001, 0.5, NaN, Infinity])('refuses %d ms', (ms) => {
    expect(() => formatDuration(ms)).toThrow(
      new RangeError('a duration must be a whole number of minutes'),
    );
  });
});
