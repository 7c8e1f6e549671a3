import {
  BackupFailedError,
  backUpTables,
  engineTrouble,
  openEmbedded,
  restoreTables,
  tableBytes,
  type BackupOptions,
  type Database,
} from '@emberlog/clickhouse';
import { dirname, basename, resolve } from 'node:path';
import { readModelFailure } from './open-read-model.ts';
import { StartRefusedError } from './start-refused-error.ts';

/** Bytes of the tables on disk, about what a backup of them takes. */
export const readModelBytes = async ({ reader }: Pick<Database, 'reader'>): Promise<number> =>
  (await reader.query(tableBytes, {}))[0]?.bytes ?? 0;

/** Backs the tables up below a name in the directory of backups; rejects with a sentence. */
export const backUpReadModel = async (options: BackupOptions): Promise<void> => {
  try {
    await backUpTables(options);
  } catch (error) {
    if (engineTrouble(error) !== 'disk full') throw error;
    throw new Error('the disk of the backups is full; free some space on it', { cause: error });
  }
};

/**
 * Makes the tables in a directory without any from a backup. Rejects with `StartRefusedError` where they
 * cannot be; what was made so far is of no use then.
 */
export const restoreReadModel = async ({
  path,
  backup,
  onProgress,
}: {
  readonly path: string;
  /** Directory of the backup, which is only read. */
  readonly backup: string;
  /** Hears bytes done, and of how many. */
  readonly onProgress: (done: number, total: number) => void;
}): Promise<void> => {
  const directory = resolve(backup);
  let database: Database | null = null;
  try {
    database = await openEmbedded({ path, backups: dirname(directory) });
    await restoreTables({ database, name: basename(directory), onProgress });
  } catch (cause) {
    const reason =
      cause instanceof BackupFailedError && engineTrouble(cause) === null
        ? `the tables of the backup cannot be read: ${cause.message}`
        : readModelFailure(cause, { path });
    throw new StartRefusedError(`${reason}. Then give the command again.`, { cause });
  } finally {
    await database?.close();
  }
};
