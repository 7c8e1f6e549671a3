import { backUpReadModel, readModelBytes, type openReadModel } from '@emberlog/composition';
import { createBackups, openServerBackups, type BackupDeps } from '@emberlog/projector';
import type { Lifecycle, Logger } from '@emberlog/service-kit';
import type { StandaloneConfig } from '../config.ts';
import type { OpenedLog } from '../open-log.ts';
import { createEmbeddedBackups } from './embedded-backups.ts';
import type { ReaderSource } from './write-backup.ts';

export type OpenBackupsOptions = {
  readonly config: Pick<StandaloneConfig, 'dataDir' | 'backupDir' | 'kafka' | 'clickhouseUrl'>;
  readonly copyTo: OpenedLog['copyTo'];
  readonly readers: Pick<ReaderSource, 'copyAddressRows'> & {
    readonly copySubscriptions: ReaderSource['copySubscriptions'] | null;
  };
  readonly database: Awaited<ReturnType<typeof openReadModel>>;
  /** Why the directory of backups cannot be used, or null. */
  readonly trouble: string | null;
  readonly fingerprint: string;
  readonly logger: Logger;
  /** Wall clock, ms UTC. */
  readonly clock: () => number;
  readonly onStop: Lifecycle['onStop'];
};

/** Backups of what the configuration names: of the data directory, or of the tables on a server. */
export const openBackups = (options: OpenBackupsOptions): BackupDeps => {
  const { config, copyTo, readers, database, trouble, fingerprint, logger, clock, onStop } =
    options;
  const { copySubscriptions, copyAddressRows } = readers;
  const isTablesHere = config.clickhouseUrl === null;
  if (copyTo === null && !isTablesHere) return openServerBackups(options);
  // Both logs are on Kafka, or neither is.
  if (copyTo === null || copySubscriptions === null || !isTablesHere) return { refusal: HALF };
  if (trouble !== null) return { refusal: trouble };
  const store = createEmbeddedBackups(config.backupDir, {
    ...{ dataDir: config.dataDir, fingerprint, clock, copyLog: copyTo },
    readers: { copySubscriptions, copyAddressRows },
    tableBytes: async () => await readModelBytes(database),
    copyTables: async (name, onProgress, signal) =>
      await backUpReadModel({ database, name, onProgress, signal }),
  });
  const backups = createBackups({ store, logger, clock });
  onStop('backups', backups.close);
  return backups;
};

const HALF =
  'the log and the tables do not lie in one place: back up ClickHouse or Kafka by its own means, and the data directory while this process is stopped';
