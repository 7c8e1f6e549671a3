import { z } from 'zod';
import type { EmberlogEvent } from './event.ts';
import { PSEUDONYM } from './identifiers.ts';
import { isoTime } from './iso-time.ts';
import type { ItemPatch } from './item-patch.ts';
import { parseEvent } from './parse-event.ts';
import { readUsualEvent } from './usual-event.ts';
import { dataschemaOf } from './upcast.ts';

export type DecodedEvent =
  | { readonly ok: true; readonly event: EmberlogEvent }
  | { readonly ok: false; readonly reason: string };

const decoder = new TextDecoder('utf-8', { fatal: true });

/** The same event with its actor, where it has one, replaced. The log only ever sees pseudonyms. */
export const withActor = (
  event: EmberlogEvent,
  replace: (actor: string) => string,
): EmberlogEvent => {
  const { id, source, type, subject, time, data } = event;
  if (!('actor' in data) || data.actor === undefined) return event;
  const known = { ...data, actor: replace(data.actor) };
  // Every field by its name: this is done for every vote, and a spread takes many times as long.
  return { id, source, type, subject, time, data: known } as EmberlogEvent;
};

/** The bytes a record of the log holds: a CloudEvent as JSON in UTF-8. */
export const encodeEvent = (event: EmberlogEvent): Uint8Array => {
  const { id, source, type, subject, time } = event;
  // The ids and the type hold nothing that JSON escapes. Writing an object takes twice as long.
  return Buffer.from(
    `{"specversion":"1.0","id":"${id}","source":${JSON.stringify(source)},"type":"${type}",` +
      `"subject":"${subject}","time":"${isoTime(time)}","dataschema":"${dataschemaOf(type)}",` +
      `"data":${dataText(event)}}`,
  );
};

/** Reads a record's bytes, of any version ever written. Never throws: the reason says what is wrong. */
export const decodeEvent = (bytes: Uint8Array): DecodedEvent => {
  let json: unknown;
  try {
    json = JSON.parse(decoder.decode(bytes));
  } catch {
    return { ok: false, reason: 'not JSON in UTF-8' };
  }
  const usual = readUsualEvent(json, 'cloudevents');
  if (usual !== null && isPseudonymous(usual)) return { ok: true, event: usual };
  return decodeBySchemas(json);
};

const isPseudonymous = ({ data }: EmberlogEvent): boolean =>
  !('actor' in data) || data.actor === undefined || PSEUDONYM.test(data.actor);

const decodeBySchemas = (json: unknown): DecodedEvent => {
  if (!stored.safeParse(json).success) return { ok: false, reason: 'time: missing' };
  const parsed = parseEvent(json, { receivedAt: 0, envelope: 'cloudevents' });
  if (!parsed.ok) {
    const [issue] = parsed.issues;
    return { ok: false, reason: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}` };
  }
  if (!isPseudonymous(parsed.event)) {
    return { ok: false, reason: 'data.actor: must be a pseudonym of 16 hexadecimal digits' };
  }
  return { ok: true, event: parsed.event };
};

/** A record without its own time cannot be replayed to the same result. */
const stored = z.object({ time: z.string() });

/** The data as JSON. What readers do holds an actor or nothing, and is nearly all there is. */
const dataText = (event: EmberlogEvent): string => {
  if (event.type === 'item.withdrawn') return JSON.stringify(event.data);
  if (event.type === 'item.published') return JSON.stringify(wirePatch(event.data));
  const { actor } = event.data;
  return actor === undefined ? '{}' : `{"actor":${JSON.stringify(actor)}}`;
};

const wirePatch = ({ publishedAt, listedAt, ...rest }: ItemPatch): unknown => ({
  ...rest,
  ...(publishedAt === undefined
    ? {}
    : { publishedAt: publishedAt === null ? null : isoTime(publishedAt) }),
  ...(listedAt === undefined ? {} : { listedAt: isoTime(listedAt) }),
});
