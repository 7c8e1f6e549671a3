/** One line of a file. `line` counts from 1; `end` is the byte after it, its line end included. */
export type Line = {
  readonly line: number;
  readonly end: number;
  /** Without line end and byte order mark; null when it is too long or not UTF-8. */
  readonly text: string | null;
  readonly problem: 'too_many_bytes' | 'not_utf8' | null;
};

export type ReadLinesOptions = {
  /** Where the source begins in its file: bytes and lines before it. @default 0 */
  readonly after?: { readonly offset: number; readonly line: number };
  /** Of one line; a longer one is skipped without being held. */
  readonly maxBytes: number;
};

const NEWLINE = 0x0a;
const BYTE_ORDER_MARK = '\uFEFF';

/** Splits bytes into lines that end in LF, CR LF, or the end of the source. Blank ones are left out. */
export const readLines = async function* (
  source: AsyncIterable<Buffer>,
  { after = { offset: 0, line: 0 }, maxBytes }: ReadLinesOptions,
): AsyncGenerator<Line, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let { offset, line } = after;
  let held: Buffer[] = [];
  let length = 0;

  const take = (part: Buffer): void => {
    length += part.length;
    // One more than allowed may be the CR of the line end.
    if (length <= maxBytes + 1) held.push(part);
    else held = [];
  };
  const finish = (ending: number): Line | null => {
    line += 1;
    offset += length + ending;
    const read = length <= maxBytes + 1 ? decode(Buffer.concat(held)) : null;
    const found: Line =
      read === null
        ? { line, end: offset, text: null, problem: 'too_many_bytes' }
        : { line, end: offset, ...read };
    held = [];
    length = 0;
    return found.text?.trim() === '' ? null : found;
  };
  const decode = (bytes: Buffer): Pick<Line, 'text' | 'problem'> => {
    try {
      const text = decoder.decode(bytes).replace(/\r$/, '');
      return {
        text: line === 1 && text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text,
        problem: null,
      };
    } catch {
      return { text: null, problem: 'not_utf8' };
    }
  };

  for await (const chunk of source) {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      take(chunk.subarray(from, at));
      from = at + 1;
      const found = finish(1);
      if (found !== null) yield found;
    }
    take(chunk.subarray(from));
  }
  if (length > 0) {
    const last = finish(0);
    if (last !== null) yield last;
  }
};
