import type { Line } from './read-lines.ts';
import type { Entry, Rejection } from './rejection.ts';

export type Read =
  | { readonly ok: true; readonly entry: Entry; readonly bytes: number }
  | { readonly ok: false; readonly rejection: Rejection };

/** The event of a line, with its size in a request. Every other rule is the server's to check. */
export const readEntry = ({ line, text, problem }: Line, maxBytes: number): Read => {
  const rejected = (code: string, message: string): Read => ({
    ok: false,
    rejection: { line, id: null, path: '', code, message },
  });
  const tooLong = `must be at most ${maxBytes} bytes`;
  if (problem === 'not_utf8') return rejected('not_utf8', 'must be UTF-8');
  if (text === null) return rejected('too_many_bytes', tooLong);
  let event: unknown;
  try {
    event = JSON.parse(text);
  } catch {
    return rejected('not_json', 'must be one JSON document');
  }
  // What is sent, not what was read: 1e20 has four bytes here and twenty-one there.
  const bytes = Buffer.byteLength(JSON.stringify(event));
  if (bytes > maxBytes) return rejected('too_many_bytes', tooLong);
  return { ok: true, entry: { line, event }, bytes };
};
