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

const LETTER_U = 0x75;
const BLANKS: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);
const DELIMITERS: ReadonlySet<number> = new Set([...BLANKS, COMMA, CLOSE_ARRAY, CLOSE_OBJECT]);
const ESCAPED: ReadonlySet<number> = new Set(Buffer.from('"\\/bfnrt'));
const SCALAR = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;
const HEX = /^[0-9a-fA-F]{4}$/;

/** What may stand next; the first of a list may also be its end. */
type Next = 'value' | 'first value' | 'key' | 'first key' | 'colon' | 'more';

/**
 * Whether some bytes are one JSON text, as JSON.parse has it (RFC 8259); bytes beyond ASCII are
 * taken as they are. Makes nothing of it: five megabytes of brackets take JSON.parse half a second.
 */
export const isJson = (bytes: Uint8Array): boolean => {
  const open: number[] = [];
  let next: Next = 'value';
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (BLANKS.has(byte)) continue;
    const mayBeValue = next === 'value' || next === 'first value';
    if (byte === QUOTE) {
      const isKey: boolean = next === 'key' || next === 'first key';
      if (!mayBeValue && !isKey) return false;
      at = endOfString(bytes, at);
      if (at < 0) return false;
      next = isKey ? 'colon' : 'more';
    } else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
      if (!mayBeValue) return false;
      open.push(byte);
      next = byte === OPEN_ARRAY ? 'first value' : 'first key';
    } else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) {
      const empty = byte === CLOSE_ARRAY ? 'first value' : 'first key';
      if ((next !== 'more' && next !== empty) || open.pop() !== openingOf(byte)) return false;
      next = 'more';
    } else if (byte === COMMA) {
      if (next !== 'more' || open.length === 0) return false;
      next = open.at(-1) === OPEN_ARRAY ? 'value' : 'key';
    } else if (byte === COLON) {
      if (next !== 'colon') return false;
      next = 'value';
    } else {
      const end = endOfScalar(bytes, at);
      if (!mayBeValue || !SCALAR.test(latin1(bytes, at, end))) return false;
      at = end - 1;
      next = 'more';
    }
  }
  return next === 'more' && open.length === 0;
};

const latin1 = (bytes: Uint8Array, start: number, end: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');

const endOfScalar = (bytes: Uint8Array, start: number): number => {
  let at = start;
  while (at < bytes.length && !DELIMITERS.has(bytes[at] ?? 0)) at += 1;
  return at;
};

/** Where the closing quote stands; −1 where the string is not one. */
const endOfString = (bytes: Uint8Array, open: number): number => {
  for (let at = open + 1; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) return at;
    if (byte < 0x20) return -1;
    if (byte !== BACKSLASH) continue;
    at += 1;
    if (bytes[at] === LETTER_U) {
      if (!HEX.test(latin1(bytes, at + 1, Math.min(at + 5, bytes.length)))) return -1;
      at += 4;
    } else if (!ESCAPED.has(bytes[at] ?? 0)) return -1;
  }
  return -1;
};
