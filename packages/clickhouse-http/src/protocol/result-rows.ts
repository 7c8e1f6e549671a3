/**
 * Rows of an answer, which the engine does not count: exact for rows that are lines and for JSON
 * documents. Of other formats it is only known whether there are any.
 */
export const resultRows = (format: string, bytes: Uint8Array): number => {
  if (bytes.length === 0) return 0;
  if (/^(JSON(Compact)?(Strings)?EachRow|JSONLines|NDJSON|TabSeparated|TSV)$/i.test(format)) {
    return bytes.reduce((rows, byte) => (byte === NEWLINE ? rows + 1 : rows), 0);
  }
  const end = Buffer.from(bytes.subarray(-TAIL)).toString('latin1');
  const rows = /^JSON/i.test(format) ? /"rows": ?(\d+)[^{]*(\{[^}]*\}\s*)?\}\s*$/.exec(end) : null;
  return rows === null ? 1 : Number(rows[1]);
};

const NEWLINE = 0x0a;
const TAIL = 1_024;
