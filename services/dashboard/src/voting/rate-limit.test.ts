import { expect, test } from 'vitest';
import { createRateLimit } from './rate-limit.ts';

test('a key is refused beyond its limit and told how long', () => {
  const time = { now: 10_000 };
  const limit = createRateLimit({ limit: 2, windowMs: 60_000, clock: () => time.now });
  expect([limit.take('a'), limit.take('a'), limit.take('a'), limit.take('b')]).toEqual([
    0, 0, 50_000, 0,
  ]);
  time.now = 60_000;
  expect(limit.take('a')).toBe(0);
});

test('beyond the keys it can remember new ones are refused, known ones are not', () => {
  const limit = createRateLimit({ limit: 2, windowMs: 60_000, clock: () => 0, keys: 1 });
  expect([limit.take('a'), limit.take('b'), limit.take('a')]).toEqual([0, 60_000, 0]);
});
