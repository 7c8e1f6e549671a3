import { z } from 'zod';
import { defineQuery, integer } from '../query.ts';
import { FACT_TABLES } from '../tables.ts';

/**
 * How far the tables are, by table and partition: the last offset, and the newest time recorded in
 * ms UTC. Answered by the projections that hold just this.
 */
export const modelEnds = defineQuery({
  name: 'model-ends',
  sql: FACT_TABLES.map(
    (table) => `
SELECT '${table}' AS topic, kp, max(off) AS last,
  toUnixTimestamp64Milli(max(recorded_at)) AS newest_recorded,
  toUnixTimestamp64Milli(max(logged)) AS newest_logged
FROM emberlog.${table}
GROUP BY kp`,
  ).join('\nUNION ALL'),
  params: z.object({}),
  row: z.object({
    topic: z.enum(FACT_TABLES),
    kp: integer,
    last: integer,
    newest_recorded: integer,
    newest_logged: integer,
  }),
});
