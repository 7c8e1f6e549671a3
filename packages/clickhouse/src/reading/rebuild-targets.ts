import { z } from 'zod';
import { defineQuery, integer } from '../query.ts';
import { FACT_TABLES } from '../tables.ts';

/** How far each table has to be before it is served; no row for what never began anew. */
export const rebuildTargets = defineQuery({
  name: 'rebuild-targets',
  sql: `
    SELECT table_name AS topic, kp, max(target) AS last_target
    FROM emberlog.rebuilds
    GROUP BY table_name, kp
    ORDER BY table_name, kp`,
  params: z.object({}),
  row: z.object({ topic: z.enum(FACT_TABLES), kp: integer, last_target: integer }),
});
