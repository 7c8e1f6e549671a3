import { z } from 'zod';
import { defineQuery, integer } from '../query.ts';
import { FACT_TABLES } from '../tables.ts';

/**
 * How far the tables are, by table and partition: the last offset, when the log took that record
 * in, and the newest time recorded, both ms UTC. Answered by the projections that hold just this.
 */
export const modelEnds = defineQuery({
  name: 'model-ends',
  sql: FACT_TABLES.map(
    (table) => `
SELECT '${table}' AS topic, kp, max(off) AS last,
  toUnixTimestamp64Milli(argMax(appended, off)) AS last_appended,
  toUnixTimestamp64Milli(max(recorded_at)) AS newest_recorded
FROM emberlog.${table}
GROUP BY kp`,
  ).join('\nUNION ALL'),
  params: z.object({}),
  row: z.object({
    topic: z.enum(FACT_TABLES),
    kp: integer,
    last: integer,
    last_appended: integer,
    newest_recorded: integer,
  }),
});
