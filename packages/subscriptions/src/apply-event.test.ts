import type { DigestSettings, SubscriberEvent } from '@emberlog/events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyEvent, foldSubscriptions } from './apply-event.ts';
import { nobody, type Subscription } from './subscription.ts';
import { choicesArbitrary, SUBSCRIBER } from './testing/subscriber-arbitrary.ts';

const SETTINGS: DigestSettings = {
  ...{ cadence: 'daily', hour: 8, weekday: null, timeZone: 'UTC' },
  ...{ organizations: [], tags: [] },
};

type Events = readonly SubscriberEvent[];

const isOf = <T extends SubscriberEvent['type']>(
  event: SubscriberEvent | undefined,
  type: T,
): event is Extract<SubscriberEvent, { type: T }> => event?.type === type;

const lastIndexOf = (events: Events, ...types: readonly SubscriberEvent['type'][]): number =>
  events.findLastIndex(({ type }) => types.includes(type));

/** The confirmations that held when they came, by what stands before them in the log. */
const heldConfirmations = (events: Events): readonly number[] =>
  [...events.keys()].filter((n) => {
    const event = events[n];
    if (!isOf(event, 'subscriber.confirmed')) return false;
    const before = events.slice(0, n);
    const request = lastIndexOf(before, 'subscriber.requested');
    return (
      before[request]?.id === event.data.request &&
      lastIndexOf(before, 'subscriber.unsubscribed', 'subscriber.erased') < request &&
      !heldConfirmations(before).some((held) => held > request)
    );
  });

/** What a reader gets, told from the whole log at once; null: nothing. */
const expected = (events: Events): { settings: DigestSettings; since: number } | null => {
  if (lastIndexOf(events, 'subscriber.erased') >= 0) return null;
  const end = lastIndexOf(events, 'subscriber.unsubscribed');
  const held = heldConfirmations(events).filter((n) => n > end);
  const [first, last] = [held[0], held.at(-1)];
  if (first === undefined || last === undefined) return null;
  const confirmed = events[last];
  const request = isOf(confirmed, 'subscriber.confirmed') ? confirmed.data.request : '';
  const asked = events.find(({ id }) => id === request);
  const changes = events.slice(last).filter((event) => isOf(event, 'subscriber.changed'));
  const chosen = changes.at(-1) ?? asked;
  if (!isOf(chosen, 'subscriber.changed') && !isOf(chosen, 'subscriber.requested')) return null;
  return { settings: chosen.data.settings, since: events[first]?.time ?? Number.NaN };
};

const folded = (events: Events): Subscription =>
  foldSubscriptions(events).get(SUBSCRIBER) ?? nobody(SUBSCRIBER);

// Seen to fail when a link of before an unsubscription is taken, when one is taken twice, when an older
// request can be confirmed, and when something follows an erasure.
test('a reader gets what the last confirmed request and the changes since say, until leaving', () => {
  fc.assert(
    fc.property(choicesArbitrary, (events) => {
      expect(folded(events).active).toEqual(expected(events));
    }),
    { numRuns: 3_000 },
  );
});

// Seen to fail when a request that comes again asks again: who left was active by an older mail.
test('the same events again, as a resend brings them, change nothing that is read', () => {
  fc.assert(
    fc.property(choicesArbitrary, fc.nat(12), fc.nat(12), (events, at, from) => {
      const event = events[at];
      fc.pre(event !== undefined && from < events.length);
      // Where a resend lies the log decides; what changes a state once more is no resend's to say.
      const isChoice =
        event.type !== 'subscriber.requested' && event.type !== 'subscriber.confirmed';
      const behind = isChoice ? at : Math.max(at, from);
      const twice = events.flatMap((each, n) => (n === behind ? [each, event] : [each]));
      expect(folded(twice)).toEqual(folded(events));
    }),
    { numRuns: 2_000 },
  );
});

test('after an erasure nothing is left but that', () => {
  fc.assert(
    fc.property(choicesArbitrary, (events) => {
      fc.pre(events.some(({ type }) => type === 'subscriber.erased'));
      expect(folded(events)).toEqual({ ...nobody(SUBSCRIBER), isErased: true });
    }),
  );
});

test('subscribers are folded each by their own events', () => {
  fc.assert(
    fc.property(choicesArbitrary, choicesArbitrary, (mine, others) => {
      const theirs = others.map((event) => ({ ...event, subject: 'subscriber-0000002' }));
      const mixed = [...mine, ...theirs].sort((a, b) => a.time - b.time);
      expect(foldSubscriptions(mixed).get(SUBSCRIBER)).toEqual(
        mine.length === 0 ? undefined : folded(mine),
      );
    }),
  );
});

test('an event that says nothing new gives the same object', () => {
  const before = nobody(SUBSCRIBER);
  const replayed: SubscriberEvent = {
    ...{ id: 'e1', subject: SUBSCRIBER, time: 1 },
    ...{ type: 'subscriber.confirmed', data: { request: 'gone' } },
  };
  expect(applyEvent(before, replayed)).toBe(before);
});

test('the times of the last five requests are kept, each once', () => {
  const requests = Array.from({ length: 7 }, (_, n): SubscriberEvent => ({
    ...{ id: `e${n}`, subject: SUBSCRIBER, time: 1_000 * n },
    ...{ type: 'subscriber.requested', data: { settings: SETTINGS } },
  }));
  const twice = requests.flatMap((event) => [event, event]);
  expect(folded(twice).requestTimes).toEqual([2_000, 3_000, 4_000, 5_000, 6_000]);
});
