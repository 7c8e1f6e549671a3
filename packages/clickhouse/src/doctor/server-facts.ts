import { z } from 'zod';
import { defineQuery, integer } from '../query.ts';

/** Room on the disks of the engine, in bytes. */
export const disks = defineQuery({
  name: 'disks',
  sql: `
    SELECT name, toString(free_space) AS free, toString(total_space) AS total
    FROM system.disks
    WHERE type = 'Local' OR type = 'local'
    ORDER BY name`,
  params: z.object({}),
  row: z.object({ name: z.string(), free: integer, total: integer }),
});

/** The clock of the engine, ms UTC. */
export const engineClock = defineQuery({
  name: 'engine-clock',
  sql: 'SELECT toUnixTimestamp64Milli(now64(3)) AS now_ms',
  params: z.object({}),
  row: z.object({ now_ms: integer }),
});

/** Active parts of the tables of facts, by table and month, where there are most. */
export const crowdedPartitions = defineQuery({
  name: 'crowded-partitions',
  sql: `
    SELECT table AS table_name, partition AS month, toString(count()) AS parts
    FROM system.parts
    WHERE database = 'emberlog' AND active
    GROUP BY table, partition
    ORDER BY count() DESC, table, partition
    LIMIT 1`,
  params: z.object({}),
  row: z.object({ table_name: z.string(), month: z.string(), parts: integer }),
});
