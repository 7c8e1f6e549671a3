import type { CollectorLimits } from '../limits.ts';
import { tooIntricate, tooLarge, UNMATCHED, unreadable } from '../refusal.ts';
import { decodeJson } from './decode-json.ts';
import type { Entries, Entry } from './entry.ts';
import { isJson } from './is-json.ts';
import { measureEvents, type Outsized } from './measure-events.ts';

/** Finds the events of a JSON document: one object, an array, or `{"events": […]}`. */
export const splitDocument = (
  bytes: Uint8Array,
  format: 'json' | 'cloudevent' | 'cloudevents',
  limits: CollectorLimits,
): Entries => {
  if (bytes.byteLength === 0) return unreadable('empty', 'must not be empty');
  const depth = format === 'cloudevent' ? 0 : depthOfEvents(bytes);
  const { events, outsized, fault } = measureEvents(bytes, depth, limits);
  if (fault === 'strangers') return unreadable('unrecognized_keys', 'must hold `events` alone');
  if (fault === 'brackets') return unreadable(UNMATCHED.code, UNMATCHED.message);
  if (depth > 0 && events > limits.events) return tooLarge(limits, 'too_many_events');
  if (depth === 0 && outsized.length > 0) return { ok: true, entries: [refusedEntry('', limits)] };
  // One quote too many there would hide the events behind it.
  if (!outsized.every(({ start, end }) => isJson(bytes.subarray(start, end)))) {
    return unreadable('invalid_json', 'must be valid JSON');
  }
  const decoded = decodeJson(without(bytes, outsized));
  if (!decoded.ok) return unreadable(decoded.code, decoded.message);
  const refused = new Set(outsized.map(({ index }) => index));
  const envelope = format === 'json' ? 'lenient' : 'cloudevents';
  const list = (values: readonly unknown[], path: string): Entries => {
    if (values.length === 0) return unreadable('empty', 'must hold at least one event', path);
    if (values.length > limits.events) return tooLarge(limits, 'too_many_events');
    const entries = values.map((value, at): Entry => {
      const place = `${path}/${at}`;
      return refused.has(at) ? refusedEntry(place, limits) : { path: place, envelope, value };
    });
    return { ok: true, entries };
  };

  const { value } = decoded;
  if (format !== 'cloudevent' && Array.isArray(value)) return list(value, '');
  if (format === 'cloudevents') return unreadable('invalid_type', 'must be an array of events');
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return unreadable('invalid_type', 'must be an event object');
  }
  if (format === 'json' && 'events' in value) {
    const [other] = Object.keys(value).filter((key) => key !== 'events');
    if (other !== undefined) return unreadable('unrecognized_keys', 'must hold `events` alone');
    if (!Array.isArray(value.events)) {
      return unreadable('invalid_type', 'must be an array of events', '/events');
    }
    return list(value.events, '/events');
  }
  return { ok: true, entries: [{ path: '', envelope, value }] };
};

const LIST = /^(?:\xef\xbb\xbf)?[ \t\r\n]*(?:\[|\{[ \t\r\n]*"events"[ \t\r\n]*:[ \t\r\n]*\[)/;
const LOOKED_AT = 4_096;

/** How many brackets stand around an event, as the document's beginning has it. */
const depthOfEvents = (bytes: Uint8Array): 0 | 1 | 2 => {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, LOOKED_AT));
  const found = LIST.exec(head.toString('latin1'))?.[0];
  if (found === undefined) return 0;
  return found.includes('{') ? 2 : 1;
};

/** The document with a 0 in the place of each outsized event, so that the others can be read. */
const without = (bytes: Uint8Array, outsized: readonly Outsized[]): Uint8Array => {
  if (outsized.length === 0) return bytes;
  const rest = Uint8Array.from(bytes);
  for (const { start, end } of outsized) rest.fill(0x20, start, end)[start] = 0x30;
  return rest;
};

const refusedEntry = (path: string, limits: CollectorLimits): Entry => ({
  path,
  id: null,
  fault: tooIntricate(limits, path),
});
