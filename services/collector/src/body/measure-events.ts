import {
  BACKSLASH,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  openingOf,
} from './json-bytes.ts';

/** What one event may hold of structure, however few bytes it takes. */
export type EventBounds = {
  /** Names of fields, at every depth. */
  readonly fields: number;
  /** Objects and arrays, the event itself included. */
  readonly nested: number;
};

/** An event that holds more: its place among the events, and its bytes in the document. */
export type Outsized = { readonly index: number; readonly start: number; readonly end: number };

export type Measured = {
  /** How many values stand where events are expected. */
  readonly events: number;
  readonly outsized: readonly Outsized[];
  /**
   * `strangers`: something follows the list inside of `{"events": […]}`. `brackets`: they do not
   * match, so that nobody can say where an event ends.
   */
  readonly fault: 'strangers' | 'brackets' | null;
};

const LAST_BLANK = 0x20;

/**
 * Walks over a JSON document before anything of it is parsed. Parsing and checking cost by
 * structure: five megabytes of brackets or of unknown fields would hold the process for seconds.
 * `depth` is how many brackets stand around an event. What else is broken the parser will say.
 */
export const measureEvents = (json: Uint8Array, depth: number, bounds: EventBounds): Measured => {
  const outsized: Outsized[] = [];
  const open: number[] = [];
  let [commas, filled, listed] = [0, false, false];
  let [start, fields, nested] = [0, 0, 0];
  const measured = (fault: Measured['fault']): Measured => {
    return { events: commas + Number(filled), outsized, fault };
  };
  for (let at = 0; at < json.length; at++) {
    const byte = json[at] ?? 0;
    if (byte <= LAST_BLANK) continue;
    if (listed && byte !== CLOSE_OBJECT) return measured('strangers');
    if (open.length === depth && byte !== CLOSE_ARRAY) filled = true;
    switch (byte) {
      case QUOTE:
        at = endOfString(json, at);
        break;
      case OPEN_ARRAY:
      case OPEN_OBJECT:
        if (open.length === depth) [start, fields, nested] = [at, 0, 0];
        open.push(byte);
        nested += 1;
        break;
      case CLOSE_ARRAY:
      case CLOSE_OBJECT:
        if (open.pop() !== openingOf(byte)) return measured('brackets');
        if (open.length === depth && (fields > bounds.fields || nested > bounds.nested)) {
          outsized.push({ index: commas, start, end: at + 1 });
        }
        if (open.length === 0) return measured(null);
        listed = open.length < depth;
        break;
      case COLON:
        fields += 1;
        break;
      case COMMA:
        if (open.length === depth) commas += 1;
        break;
    }
  }
  return measured(open.length > 0 ? 'brackets' : null);
};

const endOfString = (json: Uint8Array, open: number): number => {
  let at = open + 1;
  while (at < json.length && json[at] !== QUOTE) at += json[at] === BACKSLASH ? 2 : 1;
  return at;
};
