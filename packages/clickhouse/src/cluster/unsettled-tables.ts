import { z } from 'zod';
import type { Writer } from '../database.ts';
import { defineQuery } from '../query.ts';

const replicatedTables = defineQuery({
  name: 'replicated-tables',
  sql: "SELECT table FROM system.replicas WHERE database = 'emberlog'",
  params: z.object({}),
  row: z.object({ table: z.string().regex(/^\w+$/) }),
});

/** A part of whose commit Keeper gave no answer waits to be checked: it may stay, or go. */
const unsettled = defineQuery({
  name: 'unsettled-tables',
  sql: `
    SELECT table
    FROM system.replicas
    WHERE database = 'emberlog'
      AND (is_readonly OR is_session_expired OR parts_to_check > 0 OR inserts_in_queue > 0)`,
  params: z.object({}),
  row: z.object({ table: z.string() }),
});

/**
 * The tables of this member of a cluster that may yet gain or lose rows by themselves, once it has taken
 * over what its replicas wrote; none without a cluster. Until there is none, no position holds.
 */
export const unsettledTables = async (writer: Writer): Promise<readonly string[]> => {
  if (writer.cluster === null) return [];
  for (const { table } of await writer.query(replicatedTables, {})) {
    await writer.command(`SYSTEM SYNC REPLICA emberlog.${table} LIGHTWEIGHT`);
  }
  return (await writer.query(unsettled, {})).map(({ table }) => table);
};
