import { z } from 'zod';
import { defineQuery } from '../query.ts';

/** INSERTs of rows of the log that still run: one whose answer was lost may commit later. */
export const runningInserts = defineQuery({
  name: 'running-inserts',
  sql: `
    SELECT query_id
    FROM system.processes
    WHERE match(query, '^INSERT INTO emberlog.(items|votes|views|dead_letters)(__beside)?(_local)? ')`,
  params: z.object({}),
  row: z.object({ query_id: z.string() }),
});
