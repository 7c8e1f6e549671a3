import { parse as parseUuid, validate, version } from 'uuid';
import { z } from 'zod';
import { envelope, EVENT_DATA, type EmberlogEvent } from './event.ts';
import { readUsualEvent } from './usual-event.ts';
import { upcast, versionOf } from './upcast.ts';

export type ParseOptions = {
  /** The time of an event that brings none, neither in `time` nor in a UUIDv7 id; ms UTC. */
  readonly receivedAt: number;
  /**
   * `lenient` (plain JSON): `specversion` and `source` may be absent, an unknown attribute is a
   * mistake. `cloudevents`: both are required, unknown attributes are extensions and dropped.
   */
  readonly envelope: 'lenient' | 'cloudevents';
};

export type ParsedEvent =
  | { readonly ok: true; readonly event: EmberlogEvent }
  | { readonly ok: false; readonly issues: readonly z.core.$ZodIssue[] };

const lenient = envelope.strict();
const plainObject = z.record(z.string(), z.unknown());
const cloudEvents = envelope.required({ specversion: true, source: true });

/** Reads one event from parsed JSON. Paths of issues are relative to the event. */
export const parseEvent = (input: unknown, options: ParseOptions): ParsedEvent => {
  const usual = readUsualEvent(input, options.envelope);
  return usual === null ? parseBySchemas(input, options) : { ok: true, event: usual };
};

/** The definition: any event, and what is wrong with what is none. */
export const parseBySchemas = (input: unknown, options: ParseOptions): ParsedEvent => {
  const outer = (options.envelope === 'lenient' ? lenient : cloudEvents).safeParse(input);
  if (!outer.success) return { ok: false, issues: outer.error.issues };
  const { id, type, subject, dataschema } = outer.data;
  const found = versionOf(dataschema);
  const plain = plainObject.safeParse(outer.data.data ?? {});
  if (!plain.success) return rejected(['data'], 'must be an object');
  const current = found === null ? null : upcast(type, found, plain.data);
  if (current === null) return rejected(['dataschema'], 'must name a known version of the data');
  const inner = EVENT_DATA[type].safeParse(current);
  if (!inner.success) {
    const issues = inner.error.issues.map((issue) => ({ ...issue, path: ['data', ...issue.path] }));
    return { ok: false, issues };
  }
  const time = outer.data.time ?? timeOfId(id) ?? options.receivedAt;
  const source = outer.data.source ?? 'emberlog';
  // The data was checked by the schema of this very type; the union cannot say so by itself.
  return {
    ok: true,
    event: { id, source, type, subject, time, data: inner.data } as EmberlogEvent,
  };
};

const rejected = (path: string[], message: string): ParsedEvent => ({
  ok: false,
  issues: [{ code: 'custom', path, message, input: undefined }],
});

/** The millisecond a UUIDv7 was made, null for any other id. */
const timeOfId = (id: string): number | null => {
  if (!validate(id) || version(id) !== 7) return null;
  return parseUuid(id)
    .subarray(0, 6)
    .reduce((sum, byte) => sum * 256 + byte, 0);
};
