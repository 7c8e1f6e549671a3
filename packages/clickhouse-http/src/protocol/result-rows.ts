/**
 * Rows of an answer, which the engine does not count: of those that are lines, of CSV and of JSON
 * documents. Null for other formats, whose bytes do not say where a row ends. What stands behind the rows
 * of lines and of CSV, for totals and extremes, counts line by line.
 */
export const resultRows = (format: string, bytes: Uint8Array): number | null => {
  const lines = LINES.exec(format);
  if (lines !== null) {
    const isArray = ARRAYS.test(format) && bytes[0] === BRACKET;
    return isArray ? null : withoutHead(countLines(bytes), lines[2]);
  }
  const csv = /^CSV(WithNames(?:AndTypes)?)?$/i.exec(format);
  if (csv !== null) return withoutHead(countOutsideQuotes(bytes), csv[1]);
  if (!/^JSON(Compact)?(Strings)?(ColumnsWithMetadata)?$/i.test(format)) return null;
  const end = Buffer.from(bytes.subarray(-TAIL)).toString('latin1');
  const rows = /"rows": ?(\d+)[^{]*(\{[^}]*\}\s*)?\}\s*$/.exec(end);
  return rows === null ? null : Number(rows[1]);
};

const LINES =
  /^(JSON(?:Compact)?(?:Strings)?EachRow|JSONLines|NDJSON|TabSeparated|TSV)(WithNames(?:AndTypes)?)?$/i;

const withoutHead = (lines: number, head: string | undefined): number => {
  if (head === undefined) return lines;
  return Math.max(0, lines - (/types$/i.test(head) ? 2 : 1));
};

/** A setting may make one array of their objects. */
const ARRAYS = /^(JSON(Strings)?EachRow|JSONLines|NDJSON)$/i;

const BRACKET = 0x5b;
const NEWLINE = 0x0a;
const QUOTE = 0x22;
const TAIL = 1_024;

const countLines = (bytes: Uint8Array): number =>
  bytes.reduce((rows, byte) => (byte === NEWLINE ? rows + 1 : rows), 0);

/** A quote within quotes is written twice, and so opens them again at once. */
const countOutsideQuotes = (bytes: Uint8Array): number => {
  let rows = 0;
  let isQuoted = false;
  for (const byte of bytes) {
    if (byte === QUOTE) isQuoted = !isQuoted;
    else if (byte === NEWLINE && !isQuoted) rows += 1;
  }
  return rows;
};
