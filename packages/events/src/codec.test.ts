import { describe, expect, test } from 'vitest';
import { decodeEvent, encodeEvent, withActor } from './codec.ts';
import type { EmberlogEvent } from './event.ts';

const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

const decode = (encoded: Uint8Array): string => new TextDecoder().decode(encoded);
type Attributes = { readonly data: unknown } & Readonly<Record<string, unknown>>;

const vote: EmberlogEvent = {
  id: 'e1',
  source: 'a "site" \\ 😀',
  type: 'item.upvoted',
  subject: 'p1',
  time: Date.UTC(2026, 0, 15),
  data: { actor: '0123456789abcdef' },
};

const item: EmberlogEvent = {
  ...vote,
  type: 'item.published',
  data: {
    title: "$$ '); DROP TABLE items;\n\n\\ \u202Eabc\u2069 😀",
    url: null,
    publishedAt: Date.UTC(2025, 11, 2),
    listedAt: Date.UTC(2026, 0, 14, 3, 4, 5, 678),
    organization: { name: 'A', fullname: null },
  },
};

describe('the bytes of a record', () => {
  test.each([vote, item])('give the event back as it was', (event) => {
    expect(decodeEvent(encodeEvent(event))).toEqual({ ok: true, event });
  });

  test.each([vote, item])('are JSON in the order of the attributes', (event) => {
    const { data, ...attributes } = JSON.parse(decode(encodeEvent(event))) as Attributes;
    const text = JSON.stringify({ ...attributes, data });
    expect(decode(encodeEvent(event))).toBe(text);
    expect(attributes).toEqual({
      specversion: '1.0',
      id: event.id,
      source: event.source,
      type: event.type,
      subject: event.subject,
      time: '2026-01-15T00:00:00.000Z',
      dataschema: `urn:emberlog:${event.type}:1`,
    });
  });

  test('of an old version are read at the current one', () => {
    const old = {
      specversion: '1.0',
      id: 'e',
      source: 's',
      type: 'item.published',
      subject: 'p1',
      time: '2026-01-15T00:00:00.000Z',
      dataschema: 'urn:emberlog:item.published:0',
      data: { title: 'T', organization: 'Acme' },
    };
    expect(decodeEvent(bytes(old))).toMatchObject({
      ok: true,
      event: { data: { title: 'T', organization: { name: 'Acme' } } },
    });
  });

  test.each<[string, Uint8Array, RegExp]>([
    ['no JSON', new TextEncoder().encode('{'), /JSON/],
    ['no UTF-8', Uint8Array.of(0x22, 0xff, 0x22), /UTF-8/],
    ['no event', bytes(null), /time/],
    ['an actor in clear', encodeEvent({ ...vote, data: { actor: 'ann' } }), /pseudonym/],
    ['no time', bytes({ ...vote, specversion: '1.0', time: undefined }), /time/],
  ])('that hold %s are refused with a reason', (_, value, reason) => {
    expect(decodeEvent(value)).toEqual({
      ok: false,
      reason: expect.stringMatching(reason) as string,
    });
  });
});

test('replacing the actor leaves events without one alone', () => {
  expect(withActor(vote, (actor) => actor.toUpperCase()).data).toEqual({
    actor: '0123456789ABCDEF',
  });
  expect(withActor(item, () => 'x')).toBe(item);
});
