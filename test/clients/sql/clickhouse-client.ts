import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import type { SqlClient, Told } from './sql-client.ts';

/** Of Node. */
export const clickhouseClient: SqlClient = {
  name: '@clickhouse/client',
  missing: null,
  bound: 'SELECT {text:String} AS text, {number:UInt8} + 1 AS more',
  ask: async ({ url, key, compress = true }, ...statements) => {
    const client = createClient({
      ...{ url, username: 'ada', password: key },
      log: { level: ClickHouseLogLevel.OFF },
      compression: { response: compress },
    });
    const told: Told[] = [];
    for (const sql of statements) {
      const [kind, text] = /^(?:sum|bind):/.test(sql)
        ? [sql.slice(0, sql.indexOf(':')), sql.slice(sql.indexOf(':') + 1)]
        : ['', sql];
      try {
        const result = await client.query({
          query: text,
          format: 'JSONCompactEachRow',
          ...(kind === 'bind' ? { query_params: { text: "it's \\ é", number: 3 } } : {}),
        });
        const rows = await result.json<unknown[]>();
        told.push({ rows: kind === 'sum' ? [sumOf(rows)] : rows.map((row) => row.map(asIso)) });
      } catch (error) {
        told.push({ error: error instanceof Error ? error.message : String(error) });
      }
    }
    await client.close();
    return told;
  },
};

const sumOf = (rows: readonly (readonly unknown[])[]): readonly number[] => [
  rows.length,
  rows.reduce((sum, [first]) => sum + Number(first), 0),
];

/** A moment comes as a text without its zone, and a decimal as a number. */
const asIso = (value: unknown): unknown => {
  const moment = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)\.000$/.exec(String(value));
  return moment === null ? value : `${moment[1] ?? ''}T${moment[2] ?? ''}Z`;
};
