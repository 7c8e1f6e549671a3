import { createHash } from 'node:crypto';
import type { LogRecord } from '@emberlog/event-log';
import { decodeEvent, type EmberlogEvent } from '@emberlog/events';

/** What every row repeats of its record: its place, append times in ms UTC, a hash of its bytes. */
export type Origin = {
  readonly kp: number;
  readonly off: number;
  readonly appended: number;
  /** Greatest `appended` so far in the partition. */
  readonly logged: number;
  readonly digest: string;
};

export type Readable<E> = { readonly origin: Origin; readonly event: E };
export type Unreadable = {
  readonly origin: Origin;
  readonly record: LogRecord;
  readonly reason: string;
};

/** Why an event cannot be a row of its topic's table, or null when it can. */
export type Refusal<E extends EmberlogEvent> = (
  event: EmberlogEvent,
) => { readonly event: E } | { readonly reason: string };

/** Reads one record; an unreadable one says why and is kept whole. */
export const readRecord = <E extends EmberlogEvent>(
  record: LogRecord,
  logged: number,
  accept: Refusal<E>,
): Readable<E> | Unreadable => {
  const { partition: kp, offset: off, appended } = record;
  const origin = { kp, off, appended, logged, digest: digestOf(record.value) };
  const decoded = decodeEvent(record.value);
  if (!decoded.ok) return { origin, record, reason: decoded.reason };
  if (decoded.event.subject !== record.key) {
    return { origin, record, reason: 'subject: is not the key of the record' };
  }
  const accepted = accept(decoded.event);
  return 'reason' in accepted
    ? { origin, record, reason: accepted.reason }
    : { origin, event: accepted.event };
};

/** 64 bits of the SHA-256 of a record's bytes, as decimal digits. */
export const digestOf = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest().readBigUInt64BE().toString();
