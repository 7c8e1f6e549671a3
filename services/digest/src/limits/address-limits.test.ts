import { nobody, type Subscription } from '@emberlog/subscriptions';
import { expect, test } from 'vitest';
import { isAskedTooOften } from './address-limits.ts';
import { DEFAULT_SIGN_UP_LIMITS } from './sign-up-limits.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const NOW = Date.UTC(2025, 11, 10, 12);

const isHeld = (some: Partial<Subscription>, now = NOW): boolean =>
  isAskedTooOften({ ...nobody('reader'), ...some }, DEFAULT_SIGN_UP_LIMITS, now);
/** Requests of so many ms ago. */
const asked = (...ago: readonly number[]) => ({ requestTimes: ago.map((ms) => NOW - ms) });

// Seen to fail without the rule, and when the two reasons are held as long.
test.each([
  ['bounced', 7],
  ['complained', 30],
] as const)('who %s is not asked again for %d days', (reason, days) => {
  const ended = { reason, at: NOW };
  expect(isHeld({ ended })).toBe(true);
  expect(isHeld({ ended }, NOW + days * DAY - 1)).toBe(true);
  expect(isHeld({ ended }, NOW + days * DAY)).toBe(false);
});

test('who left by a link is asked again at once', () => {
  for (const reason of ['link', 'one_click', 'preferences'] as const)
    expect(isHeld({ ended: { reason, at: NOW } })).toBe(false);
});

// Seen to fail when five that nobody answered have the pause of the first.
test('of five requests in two weeks that nobody answered a day passes until the next', () => {
  const times = asked(13 * DAY, 9 * DAY, 6 * DAY, 3 * DAY, 23 * 60 * MINUTE);
  expect(isHeld(times)).toBe(true);
  expect(isHeld(times, NOW + 60 * MINUTE)).toBe(false);
  expect(isHeld({ ...times, requestTimes: times.requestTimes.slice(1) })).toBe(false);
  expect(isHeld({ ...times, ended: { reason: 'link', at: NOW } })).toBe(false);
  expect(isHeld(asked(15 * DAY, 9 * DAY, 6 * DAY, 3 * DAY, 23 * 60 * MINUTE))).toBe(false);
});

// Seen to fail when what is ahead counts as just now, and when it counts for no limit.
test('a clock that went back holds by the number of requests only', () => {
  const ahead = asked(-DAY);
  expect(isHeld(ahead)).toBe(false);
  expect(isHeld(asked(-4 * MINUTE))).toBe(true);
  expect(isHeld(asked(-DAY, -DAY - 1, -DAY - 2, -DAY - 3, -DAY - 4))).toBe(true);
});
