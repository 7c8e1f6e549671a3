import type { DigestSettings, SubscriberEvent } from '@emberlog/events';
import fc from 'fast-check';

const settingsArbitrary: fc.Arbitrary<DigestSettings> = fc
  .record({
    hour: fc.integer({ min: 0, max: 23 }),
    weekday: fc.constantFrom(null, 1, 7),
    timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires'),
    organizations: fc.uniqueArray(fc.constantFrom('org-a', 'org-b'), { maxLength: 2 }),
    tags: fc.uniqueArray(fc.constantFrom('nlp', 'vision'), { maxLength: 2 }),
  })
  .map((settings) => ({
    ...settings,
    cadence: settings.weekday === null ? ('daily' as const) : ('weekly' as const),
  }));

const choiceArbitrary = fc.oneof(
  fc.record({
    type: fc.constant('subscriber.requested' as const),
    data: fc.record({ settings: settingsArbitrary }),
  }),
  fc.record({
    type: fc.constant('subscriber.confirmed' as const),
    /** Which request before it, counted back from 1; the last one mostly. */
    back: fc.constantFrom(1, 1, 1, 2, 3),
  }),
  fc.record({
    type: fc.constant('subscriber.changed' as const),
    data: fc.record({ settings: settingsArbitrary }),
  }),
  fc.record({
    type: fc.constant('subscriber.unsubscribed' as const),
    data: fc.record({ reason: fc.constantFrom('link' as const, 'bounced' as const) }),
  }),
);

export const SUBSCRIBER = 'subscriber-0000001';

/** Events of one subscriber's choices; the last may be that all is erased, with some more behind it. */
export const choicesArbitrary: fc.Arbitrary<readonly SubscriberEvent[]> = fc
  .tuple(
    fc.array(choiceArbitrary, { maxLength: 12 }),
    fc.option(fc.nat(12), { freq: 3, nil: null }),
  )
  .map(([choices, erasedAt]) => {
    const requests: string[] = [];
    const events = choices.map((choice, n): SubscriberEvent => {
      const envelope = { id: `e${n}`, subject: SUBSCRIBER, time: 1_000 * n };
      if (choice.type === 'subscriber.requested') requests.push(envelope.id);
      if (choice.type !== 'subscriber.confirmed') return { ...envelope, ...choice };
      const request = requests.at(-choice.back) ?? 'none';
      return { ...envelope, type: choice.type, data: { request } };
    });
    if (erasedAt === null) return events;
    const erased: SubscriberEvent = {
      ...{ id: 'erased', subject: SUBSCRIBER, time: 1_000 * erasedAt },
      ...{ type: 'subscriber.erased', data: {} },
    };
    return [...events.slice(0, erasedAt), erased, ...events.slice(erasedAt)];
  });
