import { z } from 'zod';
import { defineQuery, integer } from '../query.ts';
import { BACKUP_DISK, BACKUP_PARTS } from './backup-statements.ts';

const PLACE = `^Disk\\\\(\\'${BACKUP_DISK}\\', \\'([^/\\']+)/(${BACKUP_PARTS.join('|')})\\'\\\\)$`;

/** Restores of backups that are under way, whoever began them; their ids. */
export const restoresUnderWay = defineQuery({
  name: 'restores-under-way',
  sql: `SELECT id FROM system.backups WHERE status = 'RESTORING' AND match(name, '${PLACE}')`,
  params: z.object({}),
  row: z.object({ id: z.string() }),
});

/**
 * Backups that were made whole since the engine was started, the newest first; `made_ms` is ms UTC by its
 * clock, sizes are bytes.
 */
export const keptBackups = defineQuery({
  name: 'kept-backups',
  sql: `
    SELECT extractGroups(name, '${PLACE}')[1] AS backup,
      toString(sum(total_size)) AS bytes,
      toUnixTimestamp64Milli(max(end_time)) AS made_ms
    FROM system.backups
    WHERE status = 'BACKUP_CREATED' AND match(name, '${PLACE}')
    GROUP BY backup
    HAVING count() = ${BACKUP_PARTS.length}
    ORDER BY made_ms DESC, backup`,
  params: z.object({}),
  row: z.object({ backup: z.string(), bytes: integer, made_ms: integer }),
});
