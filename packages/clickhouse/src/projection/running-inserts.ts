import { z } from 'zod';
import { defineQuery, integer } from '../query.ts';

/** INSERTs that the engine still runs: one whose answer was lost may commit later. */
export const runningInserts = defineQuery({
  name: 'running-inserts',
  sql: "SELECT toUInt32(count()) AS running FROM system.processes WHERE query LIKE 'INSERT INTO emberlog.%'",
  params: z.object({}),
  row: z.object({ running: integer }),
});
