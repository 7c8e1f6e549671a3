import { z } from 'zod';
import { defineQuery, integer } from '../query.ts';

/** Tables of the database that have rows, by name. */
export const filledTables = defineQuery({
  name: 'filled-tables',
  sql: `
    SELECT name AS table_name, toString(total_rows) AS rows
    FROM system.tables
    WHERE database = 'emberlog' AND total_rows > 0
    ORDER BY name`,
  params: z.object({}),
  row: z.object({ table_name: z.string(), rows: integer }),
});
