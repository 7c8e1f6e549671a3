import { z } from 'zod';
import { defineQuery, integer } from '../query.ts';
import { FACT_TABLES, type FactTable } from '../tables.ts';

const sqlOf = (conditionOn: (table: FactTable) => string): string =>
  FACT_TABLES.map(
    (table) => `
SELECT '${table}' AS topic, kp, max(off) AS last,
  toUnixTimestamp64Milli(max(recorded_at)) AS newest_recorded,
  toUnixTimestamp64Milli(max(logged)) AS newest_logged
FROM emberlog.${table}${conditionOn(table)}
GROUP BY kp`,
  ).join('\nUNION ALL');

const row = z.object({
  topic: z.enum(FACT_TABLES),
  kp: integer,
  last: integer,
  newest_recorded: integer,
  newest_logged: integer,
});

/** Of one partition of a table. */
export type ModelEnd = z.output<typeof row>;

/**
 * How far the tables are, by table and partition: the last offset, and the newest time recorded in
 * ms UTC. Answered by the projections that hold just this.
 */
export const modelEnds = defineQuery({
  name: 'model-ends',
  sql: sqlOf(() => ''),
  params: z.object({}),
  row,
});

/**
 * The same of what was logged in some months and later, by table, as 202612: one part for each month is
 * read otherwise, and most never change again.
 */
export const modelEndsSince = defineQuery({
  name: 'model-ends-since',
  sql: sqlOf((table) => `\nWHERE _partition_value.1 >= {${table}_since:UInt32}`),
  params: z.object({
    items_since: z.int().min(0),
    votes_since: z.int().min(0),
    views_since: z.int().min(0),
  }),
  row,
});
