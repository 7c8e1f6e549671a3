import { z } from 'zod';
import type { OwnTable } from '../cluster/own-table.ts';
import { defineQuery, integer } from '../query.ts';
import type { FactTable } from '../tables.ts';
import { besideName } from './beside-table.ts';

const SINCE = `fromUnixTimestamp64Milli({since:Int64}, 'UTC')`;

/** How many rows each month of `logged` has from `since` (ms UTC) on, in the served table and the one beside it together. */
export const monthsOfBoth = (table: FactTable) =>
  defineQuery({
    name: `${table}-months`,
    sql: (own) => `
      SELECT month, toString(sum(rows)) AS total
      FROM
      (
        SELECT toYYYYMM(logged) AS month, count() AS rows FROM emberlog.${own(table)}
        WHERE logged >= ${SINCE} GROUP BY month
        UNION ALL
        SELECT toYYYYMM(logged) AS month, count() AS rows FROM emberlog.${own(besideName(table))}
        WHERE logged >= ${SINCE} GROUP BY month
      )
      GROUP BY month
      ORDER BY month`,
    params: z.object({ since: z.number() }),
    row: z.object({ month: integer, total: integer }),
  });

/** When the last of the first `offs[i]` records of partition `kps[i]` was logged, ms UTC. */
export const loggedBelow = (table: FactTable) =>
  defineQuery({
    name: `${table}-logged-below`,
    sql: (own) => `
      SELECT kp, toUnixTimestamp64Milli(max(logged)) AS logged_ms
      FROM emberlog.${own(table)}
      WHERE off < transform(kp, {kps:Array(UInt16)}, {offs:Array(UInt64)}, toUInt64(0))
      GROUP BY kp`,
    params: z.object({ kps: z.array(z.number()), offs: z.array(z.number()) }),
    row: z.object({ kp: integer, logged_ms: integer }),
  });

/** A share of a month: items by a hash, so that no statement holds more than it may. */
const share = z.object({
  /** YYYYMM of `logged`. */
  month: z.number(),
  /** ms UTC; nothing of the spans was logged before. */
  since: z.number(),
  share: z.number(),
  shares: z.number(),
  /** Spans of the log: offsets `froms[i]` to below `tos[i]` of partition `kps[i]`. */
  kps: z.array(z.number()),
  froms: z.array(z.number()),
  tos: z.array(z.number()),
});

/** Places of the share with a hash of each row, every column of it. */
const hashedSql = (table: string): string => `
        SELECT kp, off, cityHash64(tuple(*)) AS hash
        FROM emberlog.${table}
        WHERE toYYYYMM(logged) = {month:UInt32} AND logged >= ${SINCE}
          AND cityHash64(item) % {shares:UInt32} = {share:UInt32}
          AND off >= transform(kp, {kps:Array(UInt16)}, {froms:Array(UInt64)}, toUInt64(0))
          AND off < transform(kp, {kps:Array(UInt16)}, {tos:Array(UInt64)}, toUInt64(0))`;

const bothSql = (own: OwnTable, table: FactTable): string => `
      (
        SELECT 1 AS served, * FROM (${hashedSql(own(table))})
        UNION ALL
        SELECT 0 AS served, * FROM (${hashedSql(own(besideName(table)))})
      )`;

/** Rows of a share of the served table, and whether the table beside it has the same ones. */
export const comparedShare = (table: FactTable) =>
  defineQuery({
    name: `${table}-share`,
    sql: (own) => `
      SELECT toString(countIf(served = 1)) AS rows,
        countIf(served = 1) = countIf(served = 0)
          AND sumIf(hash, served = 1) = sumIf(hash, served = 0) AS is_equal
      FROM ${bothSql(own, table)}`,
    params: share,
    row: z.object({ rows: integer, is_equal: integer }),
  });

/** Places of a share whose rows only one table has, or has otherwise; the first of them. */
export const differingPlaces = (table: FactTable) =>
  defineQuery({
    name: `${table}-differing`,
    sql: (own) => `
      SELECT toString(count()) AS places,
        min((kp, off)).1 AS first_kp,
        toString(min((kp, off)).2) AS first_off
      FROM
      (
        SELECT kp, off
        FROM ${bothSql(own, table)}
        GROUP BY kp, off
        HAVING countIf(served = 1) != countIf(served = 0)
          OR sumIf(hash, served = 1) != sumIf(hash, served = 0)
      )`,
    params: share,
    row: z.object({ places: integer, first_kp: integer, first_off: integer }),
  });
