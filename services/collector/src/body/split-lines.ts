import type { CollectorLimits } from '../limits.ts';
import { tooIntricate, tooLarge, UNMATCHED, unreadable } from '../refusal.ts';
import { decodeJson } from './decode-json.ts';
import type { Entries, Entry } from './entry.ts';
import { measureEvents } from './measure-events.ts';

type Line = { readonly number: number; readonly bytes: Uint8Array };

const LINE_FEED = 0x0a;
const BLANK = new Set([0x20, 0x09, 0x0d]);

/**
 * Finds the events of newline-delimited JSON; blank lines are skipped. A line that cannot be read
 * is that event's fault alone. Paths count events, messages name the line.
 */
export const splitLines = (body: Uint8Array, limits: CollectorLimits): Entries => {
  const lines: Line[] = [];
  for (const line of filledLines(body)) {
    // Told before anything is parsed: a body of very many lines costs one pass.
    if (lines.length === limits.events) return tooLarge(limits, 'too_many_events');
    lines.push(line);
  }
  if (lines.length === 0) return unreadable('empty', 'must hold at least one event');
  return { ok: true, entries: lines.map((line, index) => entryOf(line, index, limits)) };
};

function* filledLines(body: Uint8Array): Generator<Line> {
  let start = 0;
  for (let number = 1; start < body.length; number++) {
    const found = body.indexOf(LINE_FEED, start);
    const end = found === -1 ? body.length : found;
    if (hasText(body, start, end)) yield { number, bytes: body.subarray(start, end) };
    start = end + 1;
  }
}

const hasText = (body: Uint8Array, start: number, end: number): boolean => {
  for (let at = start; at < end; at++) if (!BLANK.has(body[at] ?? 0)) return true;
  return false;
};

const entryOf = ({ number, bytes }: Line, index: number, limits: CollectorLimits): Entry => {
  const path = `/${index}`;
  const { outsized, fault } = measureEvents(bytes, 0, limits);
  const told = fault === null ? outsized.map(() => tooIntricate(limits, path))[0] : UNMATCHED;
  const decoded = told === undefined ? decodeJson(bytes) : { ok: false as const, ...told };
  if (decoded.ok) return { path, envelope: 'lenient', value: decoded.value };
  const { code, message } = decoded;
  return { path, id: null, fault: { path, code, message: `line ${number} ${message}` } };
};
