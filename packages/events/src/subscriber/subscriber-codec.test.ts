import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseEvent } from '../parse-event.ts';
import { decodeSubscriberEvent, encodeSubscriberEvent } from './subscriber-codec.ts';
import {
  SUBSCRIBER_EVENT_TYPES,
  type DigestSettings,
  type FrozenItem,
  type SubscriberEvent,
} from './subscriber-event.ts';

const settings: DigestSettings = {
  ...{ cadence: 'weekly', hour: 8, weekday: 1, timeZone: 'Europe/Berlin' },
  ...{ organizations: ['Ünï "quoted"'], tags: ['nlp'] },
};
const envelope = { id: 'e1', subject: 'subscriber-0000001', time: Date.UTC(2025, 11, 10, 8) };
const period = { cadence: 'weekly' as const, key: '2025-W50' };

const PAPER: FrozenItem = {
  ...{ rank: 1, id: 'papers/1', title: 'Attention', url: 'https://papers.example/1' },
  ...{ organization: { name: 'acme', fullname: null }, authorCount: 3, publishedAt: null },
  ...{ listedAt: '2025-12-10T00:00:00.000Z', listedOn: '2025-12-10', upvotes: 4, views: 5 },
  ...{ comments: null, score: 2.5, movement: { rank: 1, upvotes: 2 } },
};

const EVENTS: readonly SubscriberEvent[] = [
  { ...envelope, type: 'subscriber.requested', data: { settings } },
  { ...envelope, type: 'subscriber.confirmed', data: { request: 'e0' } },
  { ...envelope, type: 'subscriber.changed', data: { settings } },
  { ...envelope, type: 'subscriber.unsubscribed', data: { reason: 'one_click' } },
  { ...envelope, type: 'subscriber.erased', data: {} },
  {
    ...envelope,
    type: 'confirmation.sent',
    data: { request: 'e0', outcome: 'begun', attempt: 1 },
  },
  {
    ...envelope,
    type: 'digest.issued',
    data: { period, asOf: Date.UTC(2025, 11, 15), position: 'sealed', items: [PAPER] },
  },
  { ...envelope, type: 'digest.sent', data: { period, outcome: 'begun', attempt: 1 } },
  { ...envelope, type: 'digest.returned', data: { period } },
];

const wire = (event: SubscriberEvent): Record<string, unknown> =>
  JSON.parse(Buffer.from(encodeSubscriberEvent(event)).toString()) as Record<string, unknown>;
const decoded = (json: unknown) => decodeSubscriberEvent(Buffer.from(JSON.stringify(json)));

test.each(EVENTS.map((event) => [event.type, event] as const))(
  '%s comes back as it was written',
  (_, event) => {
    expect(decodeSubscriberEvent(encodeSubscriberEvent(event))).toEqual({ ok: true, event });
  },
);

test('all types are among them', () => {
  expect(EVENTS.map(({ type }) => type)).toEqual(SUBSCRIBER_EVENT_TYPES);
});

test.each(EVENTS.map((event) => [event.type, event] as const))(
  '%s is not taken from outside',
  (_, event) => {
    const parsed = parseEvent(wire(event), { receivedAt: 0, envelope: 'cloudevents' });
    expect(parsed.ok).toBe(false);
  },
);

test.each([
  ['another version', { dataschema: 'urn:emberlog:digest.sent:2' }, 'dataschema'],
  ['the data of another type', { dataschema: 'urn:emberlog:subscriber.erased:1' }, 'dataschema'],
  ['an unknown type', { type: 'subscriber.renamed' }, 'type'],
  ['an attribute more', { email: 'reader@example.org' }, 'event'],
  ['a field more', { data: { request: 'e0', email: 'reader@example.org' } }, 'data'],
  ['no time', { time: 'soon' }, 'time'],
])('%s is refused, and nothing of it is repeated', (_, change, place) => {
  const [, confirmed] = EVENTS as [SubscriberEvent, SubscriberEvent];
  const found = decoded({ ...wire(confirmed), ...change });
  expect(found).toEqual({ ok: false, reason: expect.stringMatching(`^${place}`) as string });
  expect(JSON.stringify(found)).not.toContain('example.org');
});

test.each([
  { cadence: 'daily', weekday: 1 },
  { cadence: 'weekly', weekday: null },
  { hour: 24 },
  { timeZone: '+02:00' },
  { timeZone: 'Europe/Berlin\r\nBcc: x' },
  { organizations: ['a', 'a'] },
  { tags: Array.from({ length: 21 }, (_, n) => `t${n}`) },
])('settings with %j are refused', (change) => {
  const [requested] = EVENTS as [SubscriberEvent];
  const data = { settings: { ...settings, ...change } };
  expect(decoded({ ...wire(requested), data }).ok).toBe(false);
});

test('whatever bytes are read, nothing is thrown', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array(),
        fc.json().map((text) => Buffer.from(text)),
      ),
      (bytes) => {
        expect(decodeSubscriberEvent(bytes).ok).toBe(false);
      },
    ),
  );
});
