import { z } from 'zod';
import type { Reader, Statement, Writer } from '../database.ts';
import { defineBlock } from '../projection/define-block.ts';
import { instant, oneOf, origin, uint32 } from '../projection/columns.ts';
import { defineQuery, integer } from '../query.ts';
import type { FactTable } from '../tables.ts';

/** The tables whose rows are dropped when they are old enough. */
const EXPIRING_TABLES = ['views'] as const satisfies readonly FactTable[];

const expirationBlock = defineBlock('expirations', {
  table_name: oneOf(EXPIRING_TABLES),
  state: oneOf(['due', 'told']),
  ...origin,
  /** YYYYMM of `logged`. */
  month: uint32,
  recorded_through: instant,
});
export type Expiration = Omit<
  Parameters<typeof expirationBlock>[0][number],
  'table_name' | 'state'
>;

/**
 * Tells that rows will be dropped; to be told `noticeMs` before they are, so that no answer reads them
 * any more. Telling it twice is harmless.
 */
export const tellExpirations = async (
  writer: Writer,
  table: (typeof EXPIRING_TABLES)[number],
  told: readonly Expiration[],
): Promise<void> => {
  const rows = told.map((each) => ({ table_name: table, state: 'told' as const, ...each }));
  await writer.insert(expirationBlock(rows));
};

/** Remembers that months, YYYYMM, are old enough to be dropped; nothing is dropped by that. */
export const noteDue = async (
  writer: Writer,
  table: (typeof EXPIRING_TABLES)[number],
  months: readonly number[],
): Promise<void> => {
  const nothing = { kp: 0, off: 0, recorded_through: 0 };
  const rows = months.map((month) => ({
    ...{ table_name: table, state: 'due' as const, month },
    ...nothing,
  }));
  await writer.insert(expirationBlock(rows));
};

/**
 * Months that are noted as due, and for how long, ms by the clock of the server: what was noted under a
 * clock that was ahead, and is right by now, is not due yet.
 */
export const dueMonths = (table: FactTable) =>
  defineQuery({
    name: `${table}-due-months`,
    sql: (own) => `
      SELECT month, dateDiff('millisecond', min(told_at), now64(3)) AS due_for
      FROM emberlog.${own('expirations')}
      WHERE table_name = '${table}' AND state = 'due' AND told_at <= now64(3)
      GROUP BY month
      ORDER BY month`,
    params: z.object({}),
    row: z.object({ month: integer, due_for: integer }),
  });

/** What was told of a table, by month and log partition; `told_ago` in ms by the clock of the server. */
export const toldExpirations = (table: FactTable) =>
  defineQuery({
    name: `${table}-expirations`,
    sql: (own) => `
      SELECT month, kp, toString(max(off)) AS last,
        dateDiff('millisecond', min(told_at), now64(3)) AS told_ago
      FROM emberlog.${own('expirations')}
      WHERE table_name = '${table}' AND state = 'told'
      GROUP BY month, kp
      ORDER BY month, kp`,
    params: z.object({}),
    row: z.object({ month: integer, kp: integer, last: integer, told_ago: integer }),
  });

/** The greatest offset that is or will be dropped of each log partition; no entry for none. */
export const readExpired = async (
  reader: Reader,
  table: FactTable,
): Promise<ReadonlyMap<number, number>> => {
  const expired = new Map<number, number>();
  for (const { kp, last } of await reader.query(toldExpirations(table), {})) {
    expired.set(kp, Math.max(last, expired.get(kp) ?? 0));
  }
  return expired;
};

/** Up to when views are or will be dropped, by `recorded_at`, ms UTC; no row for none. */
export const viewsExpiredThrough = defineQuery({
  name: 'views-expired-through',
  sql: (own) => `
    SELECT toUnixTimestamp64Milli(max(recorded_through)) AS through
    FROM emberlog.${own('expirations')}
    WHERE table_name = 'views' AND state = 'told'
    HAVING count() > 0`,
  params: z.object({}),
  row: z.object({ through: integer }),
});

/** What a table holds of each log partition in its months up to one, YYYYMM; times are ms UTC. */
export const heldMonths = (table: FactTable) =>
  defineQuery({
    name: `${table}-held-months`,
    sql: (own) => `
      SELECT toYYYYMM(logged) AS month, kp,
        toString(max(off)) AS last,
        toUnixTimestamp64Milli(max(recorded_at)) AS recorded_through
      FROM emberlog.${own(table)}
      WHERE toYYYYMM(logged) <= {through:UInt32}
      GROUP BY month, kp
      ORDER BY month, kp`,
    params: z.object({ through: z.number() }),
    row: z.object({ month: integer, kp: integer, last: integer, recorded_through: integer }),
  });

/** Drops the rows of one month, YYYYMM of `logged`, whatever their size. */
export const dropMonth = (table: FactTable, month: number): Statement => {
  if (!Number.isInteger(month)) throw new RangeError('a month is YYYYMM');
  return (own) =>
    `ALTER TABLE emberlog.${own(table)} DROP PARTITION ${month} SETTINGS max_partition_size_to_drop = 0`;
};
