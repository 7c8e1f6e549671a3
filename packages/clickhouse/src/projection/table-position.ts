import { z } from 'zod';
import { defineQuery, integer } from '../query.ts';
import type { FactTable } from '../tables.ts';

/**
 * What a table holds of each log partition that it has a row of; answered by its `position`
 * projection. Sound is `rows` = `last` - `first` + 1, with `first` = 0 where nothing
 * was dropped; times are ms UTC.
 */
export const tablePosition = (table: FactTable) =>
  defineQuery({
    name: `${table}-position`,
    sql: (own) => positionSql(own(table)),
    params: z.object({}),
    row: positionRow,
  });

// No alias may be a column's name: it would shadow the column inside the aggregates.
export const positionSql = (table: string, ...more: readonly string[]): string => `
      SELECT kp,
        toString(min(off)) AS first,
        toString(max(off)) AS last,
        toString(count()) AS rows,
        toUnixTimestamp64Milli(max(logged)) AS last_logged,
        toUnixTimestamp64Milli(argMax(appended, off)) AS last_appended,
        ${['toString(argMax(digest, off)) AS last_digest', ...more].join(',\n        ')}
      FROM emberlog.${table}
      GROUP BY kp
      ORDER BY kp`;

export const positionRow = z.object({
  kp: integer,
  first: integer,
  last: integer,
  rows: integer,
  last_logged: integer,
  last_appended: integer,
  last_digest: z.string(),
});
