import { isoTime } from '../iso-time.ts';
import {
  storedEnvelope,
  SUBSCRIBER_DATA,
  type SubscriberEvent,
  type SubscriberEventType,
} from './subscriber-event.ts';

/** The type and the version of the data, which is 1 so far. */
const dataschemaOf = (type: SubscriberEventType): string => `urn:emberlog:${type}:1`;

/** The bytes a record of the log holds: a CloudEvent as JSON in UTF-8. */
export const encodeSubscriberEvent = ({
  id,
  type,
  subject,
  time,
  data,
}: SubscriberEvent): Uint8Array =>
  Buffer.from(
    JSON.stringify({
      ...{ specversion: '1.0', id, source: 'emberlog', type, subject, time: isoTime(time) },
      ...{ dataschema: dataschemaOf(type), data },
    }),
  );

export type DecodedSubscriberEvent =
  | { readonly ok: true; readonly event: SubscriberEvent }
  | { readonly ok: false; readonly reason: string };

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Reads a record's bytes. Never throws: the reason says what is wrong, and repeats nothing of it. */
export const decodeSubscriberEvent = (bytes: Uint8Array): DecodedSubscriberEvent => {
  let json: unknown;
  try {
    json = JSON.parse(decoder.decode(bytes));
  } catch {
    return { ok: false, reason: 'not JSON in UTF-8' };
  }
  const outer = storedEnvelope.safeParse(json);
  if (!outer.success) return refusedBy(outer.error.issues);
  const { id, type, subject, time, dataschema } = outer.data;
  if (dataschema !== dataschemaOf(type)) {
    return { ok: false, reason: 'dataschema: must name a known version of the data' };
  }
  const inner = SUBSCRIBER_DATA[type].safeParse(outer.data.data);
  if (!inner.success) {
    return refusedBy(inner.error.issues.map(({ path }) => ({ path: ['data', ...path] })));
  }
  // The data was checked by the schema of this very type; the union cannot say so by itself.
  const event = { id, type, subject, time: Date.parse(time), data: inner.data } as SubscriberEvent;
  return { ok: true, event };
};

/** By the place alone: a message might hold what somebody typed. */
const refusedBy = (
  issues: readonly { readonly path: readonly PropertyKey[] }[],
): DecodedSubscriberEvent => ({
  ok: false,
  reason: `${(issues[0]?.path ?? []).map(String).join('.') || 'event'}: invalid`,
});
