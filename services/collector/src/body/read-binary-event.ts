import { eventId } from '@emberlog/events';
import type { CollectorLimits } from '../limits.ts';
import { tooIntricate, UNMATCHED, unreadable } from '../refusal.ts';
import { decodeJson } from './decode-json.ts';
import type { Entries } from './entry.ts';
import { measureEvents } from './measure-events.ts';

const PREFIX = 'ce-';

/**
 * Reads a CloudEvent in binary mode: attributes from `ce-*` headers, `data` from the body. Paths
 * are those of the same event in structured mode (`/subject`, `/data/title`).
 */
export const readBinaryEvent = (
  headers: Headers,
  body: Uint8Array,
  limits: CollectorLimits,
): Entries => {
  const attributes: [string, unknown][] = [];
  const broken: string[] = [];
  headers.forEach((value, header) => {
    if (!header.startsWith(PREFIX)) return;
    const name = header.slice(PREFIX.length);
    const text = decodeValue(value);
    // `data` has its own place: the body.
    if (text === null || name === 'data') broken.push(name);
    else attributes.push([name, text]);
  });
  const value = Object.fromEntries(attributes);
  const [name] = broken;
  if (name !== undefined) {
    const path = `/${name}`;
    const fault = { path, code: 'invalid_header', message: 'must be a percent-encoded attribute' };
    const id = eventId.safeParse(value['id']);
    return { ok: true, entries: [{ path: '', id: id.success ? id.data : null, fault }] };
  }
  if (body.byteLength === 0) {
    return { ok: true, entries: [{ path: '', envelope: 'cloudevents', value }] };
  }
  const { outsized, fault } = measureEvents(body, 0, limits);
  if (fault !== null) return unreadable(UNMATCHED.code, UNMATCHED.message);
  if (outsized.length > 0) {
    return { ok: true, entries: [{ path: '', id: null, fault: tooIntricate(limits, '/data') }] };
  }
  const decoded = decodeJson(body);
  if (!decoded.ok) return unreadable(decoded.code, decoded.message);
  const event = { ...value, data: decoded.value };
  return { ok: true, entries: [{ path: '', envelope: 'cloudevents', value: event }] };
};

/** Quotes are undone first, then one round of percent-decoding, as the HTTP binding says. */
const decodeValue = (value: string): string | null => {
  const quoted = /^"(.*)"$/s.exec(value)?.[1];
  const text = quoted === undefined ? value : quoted.replace(/\\(.)/gs, '$1');
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
};
