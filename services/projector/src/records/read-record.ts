import type { LogRecord } from '@emberlog/event-log';
import { decodeEvent, type EmberlogEvent } from '@emberlog/events';
import type { Origin } from './origin.ts';

/** A record whose event can become a row. */
export type Readable<E> = { readonly origin: Origin; readonly event: E };

/** A record that can only become a dead letter. */
export type Unreadable = {
  readonly origin: Origin;
  readonly record: LogRecord;
  readonly reason: string;
};

/** Narrows an event to what a table takes; a text says why it takes it not. */
export type Accept<E> = (event: EmberlogEvent) => { readonly event: E } | string;

/** Reads one record; never throws for what its bytes hold. */
export const readRecord = <E>(
  record: LogRecord,
  origin: Origin,
  accept: Accept<E>,
): Readable<E> | Unreadable => {
  const decoded = decodeEvent(record.value);
  if (!decoded.ok) return { origin, record, reason: decoded.reason };
  if (decoded.event.subject !== record.key) {
    return { origin, record, reason: 'subject: is not the key of the record' };
  }
  const accepted = accept(decoded.event);
  return typeof accepted === 'string'
    ? { origin, record, reason: accepted }
    : { origin, event: accepted.event };
};
