import { type EmberlogEvent, eventId, parseEvent } from '@emberlog/events';
import { problemsOf } from '@emberlog/service-kit';
import type { Entry } from '../body/entry.ts';
import type { Fault } from '../refusal.ts';
import { brokenTimeRule, type TimeRules } from './time-rules.ts';

/** An event to be appended, or everything that is wrong with it and its id where that is clear. */
export type Judged =
  | { readonly ok: true; readonly event: EmberlogEvent }
  | { readonly ok: false; readonly id: string | null; readonly faults: readonly Fault[] };

const MAX_FAULTS = 20;
const MAX_PATH = 500;

/** Says whether what stands at one place of the request is an event that may be appended. */
export const judgeEvent = (entry: Entry, rules: TimeRules): Judged => {
  if ('fault' in entry) return { ok: false, id: entry.id, faults: [entry.fault] };
  const { path: prefix, envelope, value } = entry;
  const hidden = hiddenField(value);
  if (hidden !== null) return rejected(value, [{ ...hidden, path: prefix + hidden.path }]);
  const parsed = parseEvent(value, { receivedAt: rules.now, envelope });
  if (!parsed.ok) return rejected(value, problemsOf(parsed, { prefix }));
  const broken = brokenTimeRule(parsed.event, rules);
  return broken === null
    ? { ok: true, event: parsed.event }
    : rejected(value, [{ ...broken, path: prefix + broken.path }]);
};

const rejected = (value: unknown, faults: readonly Fault[]): Judged => ({
  ok: false,
  id: idOf(value),
  faults: faults.slice(0, MAX_FAULTS).map((fault) => ({ ...fault, path: shown(fault.path) })),
});

/** Fields the schemas would drop without a word, though somebody meant something by them. */
const hiddenField = (value: unknown): Fault | null => {
  if (!isObject(value)) return null;
  if (Object.hasOwn(value, 'data_base64')) {
    const message = 'is not supported: send `data` as JSON';
    return { path: '/data_base64', code: 'unknown_field', message };
  }
  const { data } = value;
  return isObject(data) && Object.hasOwn(data, '__proto__')
    ? { path: '/data/__proto__', code: 'unknown_field', message: 'unknown field' }
    : null;
};

const idOf = (value: unknown): string | null =>
  isObject(value) ? (eventId.safeParse(value['id']).data ?? null) : null;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** A field's name is the caller's and may be megabytes long; a reply must not be. */
const shown = (path: string): string =>
  path.length <= MAX_PATH ? path : `${path.slice(0, MAX_PATH)}…`;
