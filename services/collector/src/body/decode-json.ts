export type DecodedJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** Fatal: a replacement character would be stored as if it had been sent. A BOM is dropped. */
const decoder = new TextDecoder('utf-8', { fatal: true });

/** Reads UTF-8 and JSON. Never throws; the last of equal keys holds, as JSON.parse has it. */
export const decodeJson = (bytes: Uint8Array): DecodedJson => {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    return { ok: false, code: 'invalid_utf8', message: 'must be valid UTF-8' };
  }
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch (error) {
    const reason = error instanceof SyntaxError ? `: ${error.message}` : '';
    return { ok: false, code: 'invalid_json', message: `must be valid JSON${reason}` };
  }
};
