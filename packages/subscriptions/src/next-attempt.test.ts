import type {
  DigestOutcome,
  DigestPeriod,
  DigestSettings,
  SubscriberEvent,
} from '@emberlog/events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyEvent } from './apply-event.ts';
import { isInDoubt, nextAttempt, nextConfirmation } from './next-attempt.ts';
import { nobody, type Subscription } from './subscription.ts';
import { SUBSCRIBER } from './testing/subscriber-arbitrary.ts';

const HOUR = 3_600_000;

const settingsOf = (cadence: DigestPeriod['cadence']): DigestSettings => ({
  ...{ cadence, hour: 8, weekday: cadence === 'weekly' ? 1 : null, timeZone: 'UTC' },
  ...{ organizations: [], tags: [] },
});

const active = (cadence: DigestPeriod['cadence'] = 'daily'): Subscription => ({
  ...nobody(SUBSCRIBER),
  active: { settings: settingsOf(cadence), since: 0 },
});

const recorded = (
  before: Subscription,
  period: DigestPeriod,
  outcome: DigestOutcome,
  { attempt, now }: { readonly attempt: number; readonly now: number },
): Subscription => {
  const event: SubscriberEvent = {
    ...{ id: `d${now}`, subject: SUBSCRIBER, time: now },
    ...{ type: 'digest.sent', data: { period, outcome, attempt } },
  };
  return applyEvent(before, event);
};

const PERIODS: readonly DigestPeriod[] = [
  { cadence: 'daily', key: '2025-12-31' },
  { cadence: 'daily', key: '2026-01-01' },
  { cadence: 'weekly', key: '2025-W52' },
];

/** What happens at one instant of a sender that may die at any step. */
const stepArbitrary = fc.record({
  period: fc.constantFrom(...PERIODS),
  after: fc.integer({ min: 0, max: 2 * HOUR }),
  /** Where the sender dies: before the mail is handed on, after it, or not at all. */
  dies: fc.constantFrom('before', 'after', 'no', 'no'),
  answer: fc.constantFrom<DigestOutcome>('sent', 'deferred', 'rejected', 'unknown'),
  cadence: fc.constantFrom<DigestPeriod['cadence']>('daily', 'daily', 'weekly'),
});

// Seen to fail when a digest that was begun may begin again, and when one that is older than the last may.
test('whatever dies when, no reader gets a digest twice', () => {
  fc.assert(
    fc.property(fc.array(stepArbitrary, { maxLength: 30 }), (steps) => {
      let state = active();
      let now = 0;
      const taken = new Map<string, number>();
      for (const { period, after, dies, answer, cadence } of steps) {
        now += after;
        const { active: current } = active(cadence);
        state = { ...state, active: current };
        const attempt = nextAttempt(state, period, now);
        if (attempt === null) continue;
        state = recorded(state, period, 'begun', { attempt, now });
        if (dies === 'before') continue;
        // A server that deferred it did not take it.
        if (answer !== 'deferred') taken.set(period.key, (taken.get(period.key) ?? 0) + 1);
        if (dies === 'no') state = recorded(state, period, answer, { attempt, now });
      }
      expect([...taken.values()].filter((times) => times > 1)).toEqual([]);
    }),
    { numRuns: 3_000 },
  );
});

test('a digest that was deferred is tried again after longer and longer, and then given up', () => {
  const [period] = PERIODS as [DigestPeriod];
  let state = active();
  const waits: number[] = [];
  let now = 0;
  for (let attempt = nextAttempt(state, period, now); attempt !== null;) {
    state = recorded(state, period, 'begun', { attempt, now });
    state = recorded(state, period, 'deferred', { attempt, now });
    const begun = now;
    attempt = null;
    for (; attempt === null && now < begun + 24 * HOUR; now += 60_000) {
      attempt = nextAttempt(state, period, now);
    }
    if (attempt !== null) waits.push((now - 60_000 - begun) / 60_000);
  }
  expect(waits).toEqual([5, 15, 60, 180]);
});

test('one begun before a crash is in doubt until something is recorded of it', () => {
  const [period] = PERIODS as [DigestPeriod];
  const begun = recorded(active(), period, 'begun', { attempt: 1, now: 1 });
  expect([isInDoubt(begun.digests.daily), isInDoubt(begun.digests.weekly)]).toEqual([true, false]);
  const told = recorded(begun, period, 'unknown', { attempt: 1, now: 2 });
  expect(isInDoubt(told.digests.daily)).toBe(false);
  expect(nextAttempt(told, period, 1e12)).toBeNull();
});

test('nothing is sent to who did not confirm, or chose the other cadence', () => {
  const [daily, , weekly] = PERIODS as [DigestPeriod, DigestPeriod, DigestPeriod];
  expect(nextAttempt(nobody(SUBSCRIBER), daily, 0)).toBeNull();
  expect(nextAttempt(active('weekly'), daily, 0)).toBeNull();
  expect(nextAttempt(active('weekly'), weekly, 0)).toBe(1);
});

// Seen to fail when an older digest takes the place of the last, and when an attempt follows one that was
// not deferred.
test.each<readonly [string, DigestPeriod | null, DigestOutcome, number]>([
  ['an older digest', { cadence: 'daily', key: '2025-12-30' }, 'begun', 1],
  ['a second attempt, though nothing was deferred', null, 'begun', 2],
  ['the same attempt, begun again', null, 'begun', 1],
])('%s changes nothing that is recorded', (_, other, outcome, attempt) => {
  const [period] = PERIODS as [DigestPeriod];
  const sent = (['begun', 'sent'] as const).reduce(
    (state, each, n) => recorded(state, period, each, { attempt: 1, now: n }),
    active(),
  );
  expect(recorded(sent, other ?? period, outcome, { attempt, now: 9 })).toBe(sent);
});

// Seen to fail when the last that began an attempt is taken for the one that may send.
test('of two processes that begin one attempt the first in the log may send', () => {
  const [period] = PERIODS as [DigestPeriod];
  const first = recorded(active(), period, 'begun', { attempt: 1, now: 1 });
  expect(recorded(first, period, 'begun', { attempt: 1, now: 2 })).toBe(first);
  const deferred = recorded(first, period, 'deferred', { attempt: 1, now: 3 });
  const second = recorded(deferred, period, 'begun', { attempt: 2, now: 400_000 });
  expect([first, deferred, second].map(({ digests }) => digests.daily?.by)).toEqual([
    ...['d1', 'd1', 'd400000'],
  ]);
});

const asked: Subscription = applyEvent(nobody(SUBSCRIBER), {
  ...{ id: 'r1', subject: SUBSCRIBER, time: 1 },
  ...{ type: 'subscriber.requested', data: { settings: settingsOf('daily') } },
});

test('a confirmation is asked for once, again where that was deferred, and not of an older request', () => {
  const mailed = (
    before: Subscription,
    outcome: 'begun' | 'deferred' | 'sent',
    { attempt, request = 'r1', now = 2 }: { attempt: number; request?: string; now?: number },
  ): Subscription =>
    applyEvent(before, {
      ...{ id: `c${now}`, subject: SUBSCRIBER, time: now },
      ...{ type: 'confirmation.sent', data: { request, outcome, attempt } },
    });
  expect(nextConfirmation(asked, 2)).toBe(1);
  expect(mailed(asked, 'begun', { attempt: 1, request: 'r0' })).toBe(asked);
  const begun = mailed(asked, 'begun', { attempt: 1 });
  expect([nextConfirmation(begun, 1e12), isInDoubt(begun.pending?.mail)]).toEqual([null, true]);
  const deferred = mailed(begun, 'deferred', { attempt: 1, now: 3 });
  expect([nextConfirmation(deferred, 4), nextConfirmation(deferred, 1e9)]).toEqual([null, 2]);
  const sent = mailed(begun, 'sent', { attempt: 1, now: 3 });
  expect([nextConfirmation(sent, 1e12), nextConfirmation(nobody(SUBSCRIBER), 2)]).toEqual([
    null,
    null,
  ]);
});

test('digests that came back are counted each once, and forgotten with the next confirmation', () => {
  const returned = (before: Subscription, key: string): Subscription =>
    applyEvent(before, {
      ...{ id: key, subject: SUBSCRIBER, time: 5 },
      ...{ type: 'digest.returned', data: { period: { cadence: 'daily', key } } },
    });
  const twice = ['2025-12-30', '2025-12-31', '2025-12-31'].reduce(returned, active());
  expect(twice.returned).toEqual(['2025-12-30', '2025-12-31']);
  const again = [
    { id: 'r1', type: 'subscriber.requested', data: { settings: twice.active?.settings } },
    { id: 'k1', type: 'subscriber.confirmed', data: { request: 'r1' } },
  ].reduce(
    (state, event, time) =>
      applyEvent(state, { ...event, subject: SUBSCRIBER, time } as SubscriberEvent),
    twice,
  );
  expect(again.returned).toEqual([]);
  expect(returned(nobody(SUBSCRIBER), '2025-12-30').returned).toEqual([]);
});
