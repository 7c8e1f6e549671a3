import { afterAll, beforeAll, expect, test } from 'vitest';
import { openServedSqlPort, type ServedSqlPort } from '../testing/served-sql-port.ts';

let served: ServedSqlPort;
beforeAll(async () => {
  served = await openServedSqlPort();
});
afterAll(async () => await served.close());

/** Texts with all that might be taken for the end of a row. */
const ROWS = `SELECT number, concat('a\\n"b"\\r\\n', if(number % 2 = 0, '"', ''), '}, "rows": 9') AS text
  FROM numbers({rows:UInt32})`;

const COUNTED = [
  ...['TSV', 'TSVWithNames', 'TSVWithNamesAndTypes', 'TabSeparatedWithNames'],
  ...['CSV', 'CSVWithNames', 'CSVWithNamesAndTypes'],
  ...['JSON', 'JSONCompact', 'JSONStrings', 'JSONEachRow', 'JSONCompactEachRow'],
  ...['JSONCompactEachRowWithNamesAndTypes', 'JSONStringsEachRow', 'NDJSON'],
];

// Seen to fail when lines of a head count, and when a line break within quotes ends a row.
test.each(COUNTED)('rows of %s are counted', async (format) => {
  for (const rows of [0, 1, 13]) {
    const asked = { default_format: format, param_rows: String(rows) };
    const { status, summary } = await served.ask(ROWS, asked);
    expect([status, summary['result_rows']]).toEqual([200, String(rows)]);
  }
});

test.each(['JSONEachRow', 'NDJSON', 'JSONLines'])(
  'rows of %s that a setting makes one array are no lines',
  async (format) => {
    const asked = { default_format: format, output_format_json_array_of_rows: '1' };
    const { text, summary } = await served.ask(ROWS, { ...asked, param_rows: '3' });
    expect(JSON.parse(text)).toHaveLength(3);
    expect(summary).not.toHaveProperty('result_rows');
  },
);

test.each(['Native', 'RowBinary', 'Pretty', 'TSVRaw', 'Values', 'Null'])(
  'of %s none are made up',
  async (format) => {
    const asked = { default_format: format, param_rows: '3' };
    const { status, summary } = await served.ask(ROWS, asked);
    expect(status).toBe(200);
    expect(summary).toHaveProperty('read_rows');
    expect(summary).not.toHaveProperty('result_rows');
  },
);
