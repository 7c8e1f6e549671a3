import { describe, expect, test } from 'vitest';
import { longDay, shortDay, utcDay, weekdayOf } from './day-words.ts';
import { durationMs, durationWords, plural } from './duration-words.ts';
import { decimal, roundedParts, thousandths } from './rounded-parts.ts';

describe('days', () => {
  test('are those of UTC, wherever the server is', () => {
    expect(longDay('2025-12-10')).toBe('Wed 10 December 2025');
    expect(weekdayOf('2025-12-10')).toBe('Wednesday 10 December');
    expect(shortDay('2025-12-10T23:59:59Z')).toBe('10 Dec 2025');
    expect(utcDay(Date.UTC(2025, 11, 10, 23, 59, 59, 999))).toBe('2025-12-10');
  });
});

describe('durations', () => {
  test.each([
    ['2d', '2 days'],
    ['48h', '2 days'],
    ['1d', '1 day'],
    ['36h', '36 hours'],
    ['90m', '90 minutes'],
  ])('%s reads as %s', (text, words) => {
    expect(durationWords(durationMs(text) ?? 0)).toBe(words);
  });

  test('without a whole unit are rounded, not cut', () => {
    expect(durationWords(100_000_000)).toBe('1.2 days');
    expect(durationMs('2w')).toBeNull();
  });

  test('count in the singular and in groups of thousands', () => {
    expect([plural(1, 'vote'), plural(0, 'vote'), plural(1204, 'vote')]).toEqual([
      '1 vote',
      '0 votes',
      '1,204 votes',
    ]);
  });
});

describe('the printed parts of a score', () => {
  const third = 2n ** 32n / 3n;

  test('add up to the printed total where rounding each would not', () => {
    const weights = [third, third, third + 1n];
    const parts = roundedParts(weights);
    expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(1_000n);
    expect(parts).toEqual([333n, 333n, 334n]);
    expect(weights.map(thousandths)).toEqual([333n, 333n, 333n]);
  });

  test('add up for any numbers of votes and ages', () => {
    for (let seed = 1n; seed < 500n; seed += 1n) {
      const weights = [7n, 11n, 13n, 17n].map((prime) => (seed * 2n ** 40n) / prime - seed ** 3n);
      const sum = weights.reduce((total, weight) => total + weight, 0n);
      const shown = roundedParts(weights).reduce((total, part) => total + part, 0n);
      expect(shown).toBe(thousandths(sum));
    }
  });

  test('print with three decimals', () => {
    expect([0n, 7n, 12_340n, -7n].map(decimal)).toEqual(['0.000', '0.007', '12.340', '−0.007']);
  });
});
