import { z } from 'zod';
import { defineQuery } from '../query.ts';

/** What the tables of a backup began with, once it is restored beside them. No row: nothing was recorded. */
export const lookedAtOrigin = defineQuery({
  name: 'looked-at-origin',
  sql: `
    SELECT argMin(value, (begun_at, value)) AS first_value
    FROM emberlog_restore.origin
    WHERE name = {name:String}
    HAVING count() > 0`,
  params: z.object({ name: z.enum(['partitions', 'secret']) }),
  row: z.object({ first_value: z.string() }),
});
