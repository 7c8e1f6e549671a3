import type { EmberlogEvent } from './event.ts';
import { EVENT_ID, ITEM_ID } from './identifiers.ts';
import { CURRENT_VERSION, dataschemaOf, versionOf } from './upcast.ts';

type ReaderEvent = Extract<
  EmberlogEvent,
  { type: 'item.viewed' | 'item.upvoted' | 'item.upvote_retracted' }
>;

const ATTRIBUTES: ReadonlySet<string> = new Set([
  ...['specversion', 'id', 'source', 'type', 'subject', 'time', 'dataschema', 'data'],
]);
const EMPTY_SEGMENT = /(?:^|\/)\.{0,2}(?:\/|$)/;
const PRINTABLE = /^[\x20-\x7e]{1,200}$/;
const DAY =
  '(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8])';
/** In UTC, from 1970 to 2199; the 29th of February is left to the schemas. */
const UTC_TIME = new RegExp(
  `^(?:19[7-9]|2[01]\\d)\\d-(?:${DAY})T(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d{1,9})?Z$`,
);

/**
 * A view or vote of the plainest form, or null: then the schemas decide, which alone say what is
 * valid and why not. Votes and views are nearly all there is, and this takes a tenth of the time.
 */
export const readUsualEvent = (
  input: unknown,
  envelope: 'lenient' | 'cloudevents',
): ReaderEvent | null => {
  if (!isPlain(input)) return null;
  for (const name in input) if (!ATTRIBUTES.has(name)) return null;
  const { specversion, id, source = envelope === 'lenient' ? 'emberlog' : null } = input;
  const { type, subject, time, dataschema } = input;
  if (specversion !== '1.0' && (specversion !== undefined || envelope === 'cloudevents'))
    return null;
  if (typeof id !== 'string' || !EVENT_ID.test(id)) return null;
  if (typeof source !== 'string' || !PRINTABLE.test(source) || source.trim() === '') return null;
  if (!isReaderType(type)) return null;
  if (typeof subject !== 'string' || !ITEM_ID.test(subject)) return null;
  if (EMPTY_SEGMENT.test(subject)) return null;
  if (dataschema !== dataschemaOf(type) && !isCurrent(dataschema)) return null;
  if (typeof time !== 'string' || !UTC_TIME.test(time)) return null;
  const data = readData(input['data'], type);
  if (data === null) return null;
  // The pairs of type and data are those of the union, which it cannot say by itself.
  return { id, source, type, subject, time: Date.parse(time), data } as ReaderEvent;
};

const isReaderType = (type: unknown): type is ReaderEvent['type'] =>
  type === 'item.viewed' || type === 'item.upvoted' || type === 'item.upvote_retracted';

const isCurrent = (dataschema: unknown): boolean =>
  dataschema === undefined ||
  (typeof dataschema === 'string' &&
    PRINTABLE.test(dataschema) &&
    versionOf(dataschema) === CURRENT_VERSION);

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

const readData = (data: unknown, type: ReaderEvent['type']): ReaderEvent['data'] | null => {
  if (!isPlain(data)) return null;
  for (const name in data) if (name !== 'actor') return null;
  const { actor } = data;
  if (typeof actor === 'string') return PRINTABLE.test(actor) ? { actor } : null;
  return type === 'item.viewed' && !('actor' in data) ? {} : null;
};
