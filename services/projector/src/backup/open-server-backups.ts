import type { Database } from '@emberlog/clickhouse';
import type { Lifecycle, Logger } from '@emberlog/service-kit';
import type { BackupDeps } from '../admin/backup-routes.ts';
import { createBackups } from './backups.ts';
import { createServerBackups } from './server-backups.ts';

export type ServerBackupsOptions = {
  readonly database: Pick<Database, 'reader' | 'writer'>;
  readonly logger: Logger;
  /** Wall clock, ms UTC. */
  readonly clock: () => number;
  readonly onStop: Lifecycle['onStop'];
};

/** Backups of the tables on a ClickHouse server; refused on a cluster, where they were never tried. */
export const openServerBackups = (options: ServerBackupsOptions): BackupDeps => {
  const { database, logger, clock, onStop } = options;
  if (database.writer.cluster !== null) return { refusal: ON_CLUSTER };
  const backups = createBackups({ store: createServerBackups(database), logger, clock });
  onStop('backups', backups.close);
  return backups;
};

const ON_CLUSTER =
  'the tables of a cluster are backed up by ClickHouse alone: BACKUP DATABASE emberlog ON CLUSTER …, as its manual has it';
