import { z } from 'zod';
import { defineQuery, integer } from '../query.ts';

/** How far a backup or its restore is, by its id; sizes in bytes. No row: the engine was started anew. */
export const backupWork = defineQuery({
  name: 'backup-work',
  sql: `
    SELECT toString(status) AS state,
      toString(if(startsWith(toString(status), 'RESTOR'), bytes_read, uncompressed_size)) AS done,
      toString(total_size) AS total,
      error
    FROM system.backups
    WHERE id = {id:String}`,
  params: z.object({ id: z.string() }),
  row: z.object({ state: z.string(), done: integer, total: integer, error: z.string() }),
});

/** Bytes of the tables of the database on disk, about what a backup of them takes. */
export const tableBytes = defineQuery({
  name: 'table-bytes',
  sql: `
    SELECT toString(sum(bytes_on_disk)) AS bytes
    FROM system.parts
    WHERE database = 'emberlog' AND active`,
  params: z.object({}),
  row: z.object({ bytes: integer }),
});
