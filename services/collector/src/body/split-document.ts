import type { CollectorLimits } from '../limits.ts';
import { tooLarge, unreadable } from '../refusal.ts';
import { decodeJson } from './decode-json.ts';
import type { Entries, Entry } from './entry.ts';

/** Finds the events of a JSON document: one object, an array, or `{"events": […]}`. */
export const splitDocument = (
  bytes: Uint8Array,
  format: 'json' | 'cloudevent' | 'cloudevents',
  limits: CollectorLimits,
): Entries => {
  if (bytes.byteLength === 0) return unreadable('empty', 'must not be empty');
  const decoded = decodeJson(bytes);
  if (!decoded.ok) return unreadable(decoded.code, decoded.message);
  const envelope = format === 'json' ? 'lenient' : 'cloudevents';
  const list = (values: readonly unknown[], path: string): Entries => {
    if (values.length === 0) return unreadable('empty', 'must hold at least one event', path);
    if (values.length > limits.events) return tooLarge(limits, 'too_many_events');
    const entries = values.map((value, at): Entry => ({ path: `${path}/${at}`, envelope, value }));
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
