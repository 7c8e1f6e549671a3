import {
  BACKUP_DISK,
  backUpTables,
  engineTrouble,
  keptBackups,
  tableBytes,
  TROUBLE_SENTENCE,
  type Database,
} from '@emberlog/clickhouse';
import type { BackupStore } from './backup-store.ts';

/**
 * Backups that a ClickHouse server makes of the tables, on its own disk of backups. The log is not part of
 * them: Kafka keeps copies of it. A server that was started anew has forgotten which there are.
 */
export const createServerBackups = (
  database: Pick<Database, 'reader' | 'writer'>,
): BackupStore => ({
  list: async () =>
    (await database.reader.query(keptBackups, {})).map(({ backup, bytes, made_ms: madeAt }) => ({
      ...{ name: backup, bytes, madeAt, positions: null },
    })),
  measure: async () => (await database.reader.query(tableBytes, {}))[0]?.bytes ?? 0,
  make: async ({ name, onProgress, signal }) => {
    try {
      await backUpTables({
        ...{ database, name, signal },
        onProgress: (done, total) => onProgress({ step: 'tables', done, total }),
      });
    } catch (error) {
      throw explained(error);
    }
  },
  describe: (name) => ({
    place: `${name} on the disk ${BACKUP_DISK} of the ClickHouse server`,
    restore: `node services/projector/dist/main.js --restore ${name}`,
  }),
  files: null,
});

/** INVALID_CONFIG_PARAMETER, UNKNOWN_DISK. */
const NO_DISK = new Set(['318', '479']);
const FULL = 'disk full';

const explained = (error: unknown): Error => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (NO_DISK.has(code)) {
    return new Error(
      `the ClickHouse server has no disk ${BACKUP_DISK} that backups may lie on; give it one, as infra/clickhouse/config.xml does`,
      { cause: error },
    );
  }
  const trouble = engineTrouble(error);
  if (trouble === FULL) {
    return new Error(
      `the disk ${BACKUP_DISK} of the ClickHouse server is full; free some space on it`,
      {
        cause: error,
      },
    );
  }
  if (trouble !== null) return new Error(TROUBLE_SENTENCE[trouble], { cause: error });
  return error instanceof Error ? error : new Error(String(error));
};
