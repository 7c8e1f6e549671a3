import {
  bigInteger,
  defineQuery,
  FACT_TABLES,
  integer,
  type FactTable,
  type Reader,
} from '@emberlog/clickhouse';
import type { EventLog } from '@emberlog/event-log';
import { waitUntil } from '@emberlog/testing';
import { z } from 'zod';
import type { ExpectedRow, TopicFold } from './topic-fold.ts';

const LONGEST_CATCH_UP_MS = 120_000;
const PAGE = 10_000;

const COLUMNS: Readonly<Record<FactTable, string>> = {
  items: 'toString(kind), title, toUnixTimestamp64Milli(recorded_at)',
  votes:
    'voter, toString(outcome), delta, toUnixTimestamp64Milli(effective_at), toUnixTimestamp64Milli(recorded_at)',
  views: 'viewer, toString(outcome), delta, toUnixTimestamp64Milli(recorded_at)',
};

const DEAD: Readonly<Record<FactTable, string>> = {
  items: "kind = 'dead'",
  votes: "outcome = 'dead'",
  views: "outcome = 'dead'",
};

/** Rows of a partition in log order, each as the texts of its values with tabs between. */
const rowsOf = (table: FactTable) =>
  defineQuery({
    name: `rows-of-${table}`,
    sql: `
      SELECT toString(off) AS off_text, arrayStringConcat(arrayMap(x -> toString(x), ${textsOf(table)}), '\\t') AS row_text
      FROM emberlog.${table}
      WHERE kp = {kp:UInt16} AND off >= {from:UInt64}
      ORDER BY off LIMIT {rows:UInt64}
      SETTINGS optimize_use_projections = 0`,
    params: z.object({ kp: z.number(), from: z.number(), rows: z.number() }),
    row: z.object({ off_text: integer, row_text: z.string() }),
  });

const textsOf = (table: FactTable): string => {
  const place = 'toString(off), toString(toUnixTimestamp64Milli(logged)), toString(digest)';
  const own = COLUMNS[table]
    .split(', ')
    .map((column) => `toString(${column})`)
    .join(', ');
  return `if(${DEAD[table]}, [${place}, 'dead'], [${place}, item, event_id, toString(toUnixTimestamp64Milli(event_time)), ${own}])`;
};

export type VerifyOptions = {
  readonly reader: Reader;
  readonly log: EventLog;
  /** Has every record of the log. */
  readonly fold: TopicFold;
};

/** Sentences on everything in which the tables differ from the fold of the topics; none when exact. */
export const verifyTables = async ({
  reader,
  log,
  fold,
}: VerifyOptions): Promise<readonly string[]> => {
  await untilProjected(reader, log);
  const faults: string[] = [];
  for (const table of FACT_TABLES) {
    for (const [kp, expected] of fold.take(table)) {
      faults.push(...(await differences(reader, table, kp, expected)));
    }
    faults.push(...(await wholeness(reader, log, table)));
  }
  faults.push(...(await projectionFaults(reader)));
  return faults;
};

const differences = async (
  reader: Reader,
  table: FactTable,
  kp: number,
  expected: readonly ExpectedRow[],
): Promise<readonly string[]> => {
  const query = rowsOf(table);
  for (let at = 0; at < expected.length; at += PAGE) {
    const wanted = expected.slice(at, at + PAGE);
    const from = wanted[0]?.off ?? 0;
    const got = await reader.query(query, { kp, from, rows: wanted.length });
    for (const [n, { text }] of wanted.entries()) {
      if (got[n]?.row_text === text) continue;
      return [`${table} ${kp}: ${got[n]?.row_text ?? 'no row'}, by the fold ${text}`];
    }
  }
  return [];
};

const extent = (table: FactTable) =>
  defineQuery({
    name: `extent-of-${table}`,
    sql: `
      SELECT kp, toString(min(off)) AS low, toString(max(off)) AS high,
        toString(count()) AS row_count, toString(uniqExact(off)) AS offset_count
      FROM emberlog.${table} GROUP BY kp
      SETTINGS optimize_use_projections = 0`,
    params: z.object({}),
    row: z.object({
      kp: integer,
      low: integer,
      high: integer,
      row_count: integer,
      offset_count: integer,
    }),
  });

/** Offsets from 0 to the end of the log, each once. */
const wholeness = async (
  reader: Reader,
  log: EventLog,
  table: FactTable,
): Promise<readonly string[]> => {
  const rows = await reader.query(extent(table), {});
  const bounds = (await log.bounds()).filter(({ topic }) => topic === `emberlog.${table}`);
  return bounds.flatMap(({ partition, end }) => {
    const found = rows.find(({ kp }) => kp === partition);
    const isWhole =
      end === 0
        ? found === undefined
        : found?.low === 0 &&
          found.high === end - 1 &&
          found.row_count === end &&
          found.offset_count === end;
    return isWhole ? [] : [`${table} ${partition}: ${JSON.stringify(found)} for ${end} records`];
  });
};

const SUMS = {
  votes: 'toStartOfHour(effective_at)',
  views: 'toStartOfHour(recorded_at)',
} as const;

/** The sums by item and hour as the files of the projection have them, against those of the rows. */
const projectionFaults = async (reader: Reader): Promise<readonly string[]> => {
  const faults: string[] = [];
  for (const table of ['votes', 'views'] as const) {
    const sums = (settings: string) =>
      defineQuery({
        name: 'sums',
        sql: `
          SELECT toString(cityHash64(groupArray((item, hour, total, row_count)))) AS digest FROM (
            SELECT item, ${SUMS[table]} AS hour, sum(delta) AS total, count() AS row_count
            FROM emberlog.${table} GROUP BY item, hour ORDER BY item, hour)
          SETTINGS ${settings}`,
        params: z.object({}),
        row: z.object({ digest: bigInteger }),
      });
    const forced = await reader.query(
      sums("force_optimize_projection = 1, force_optimize_projection_name = 'per_hour'"),
      {},
    );
    const base = await reader.query(sums('optimize_use_projections = 0'), {});
    if (forced[0]?.digest !== base[0]?.digest) faults.push(`${table}: projection is not its base`);
  }
  return faults;
};

const ends = (table: FactTable) =>
  defineQuery({
    name: `ends-of-${table}`,
    sql: `SELECT kp, toString(max(off)) AS high FROM emberlog.${table} GROUP BY kp`,
    params: z.object({}),
    row: z.object({ kp: integer, high: integer }),
  });

const untilProjected = async (reader: Reader, log: EventLog): Promise<void> => {
  const bounds = await log.bounds();
  await waitUntil(
    async () => {
      for (const table of FACT_TABLES) {
        const rows = await reader.query(ends(table), {});
        const isBehind = bounds
          .filter(({ topic, end }) => topic === `emberlog.${table}` && end > 0)
          .some(
            ({ partition, end }) => (rows.find(({ kp }) => kp === partition)?.high ?? -1) < end - 1,
          );
        if (isBehind) return false;
      }
      return true;
    },
    { timeoutMs: LONGEST_CATCH_UP_MS, what: 'every record to be in the tables' },
  );
};
