import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isoTime } from './iso-time.ts';

const LAST = 8.64e15;

/** Seen to fail when the day written last is kept whatever day is asked for. */
test('an instant is written as the language itself writes it, whatever was written before', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -LAST, max: LAST }), { minLength: 1 }), (instants) => {
      expect(instants.map(isoTime)).toEqual(instants.map((ms) => new Date(ms).toISOString()));
    }),
  );
});

test('the first and last moments of days and years are written as the language writes them', () => {
  const edges = [0, Date.UTC(2024, 1, 29), Date.UTC(2025, 0, 1), Date.UTC(10_000, 0, 1), LAST];
  const around = edges.flatMap((edge) => [edge - 1, edge, edge - 86_400_000]);
  expect(around.map(isoTime)).toEqual(around.map((ms) => new Date(ms).toISOString()));
});

test('what is no instant is refused, as the language refuses it', () => {
  expect(isoTime(LAST)).toBe(new Date(LAST).toISOString());
  expect(() => isoTime(NaN)).toThrow(RangeError);
  expect(() => isoTime(LAST + 1)).toThrow(RangeError);
});
