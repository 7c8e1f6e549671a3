import {
  BackupFailedError,
  dropDatabase,
  engineTrouble,
  filledTables,
  migrate,
  originOfBackup,
  restoresUnderWay,
  restoreTables,
  TROUBLE_SENTENCE,
  type Database,
} from '@emberlog/clickhouse';
import { StartRefusedError } from '@emberlog/composition';
import { examine, type Examined } from '../doctor/examine.ts';
import { tableChecks } from '../doctor/table-checks.ts';

export type RestoreOptions = {
  readonly database: Pick<Database, 'reader' | 'writer'>;
  /** Of the backup on the server's disk of backups. */
  readonly name: string;
  /** Of the secret that projectors will be started with. */
  readonly fingerprint: string;
  /** Hears bytes done, and of how many. */
  readonly onProgress: (done: number, total: number) => void;
};

/**
 * Makes the tables of a ClickHouse server from a backup, and reads them whole: resolves with what a doctor
 * finds. Rejects with `StartRefusedError`, and leaves no tables, where they cannot be or must not be.
 */
export const restoreServer = async (options: RestoreOptions): Promise<readonly Examined[]> => {
  const { database, name, fingerprint } = options;
  const { reader, writer } = database;
  if (writer.cluster !== null) throw new StartRefusedError(ON_CLUSTER);
  await expectAlone(options);
  await expectNoRows(options);
  await writer.command(dropDatabase);
  try {
    if ((await originOfBackup(options, 'secret')) !== fingerprint) {
      throw new StartRefusedError(
        `the backup ${name} was made with another secret: votes would be counted twice. Nothing was restored. Give back the EMBERLOG_SECRET that the tables were begun with.`,
      );
    }
    await restoreTables(options);
    await migrate(writer);
  } catch (error) {
    await writer.command(dropDatabase).catch(() => undefined);
    throw refusal(name, error);
  }
  return await examine(tableChecks(reader), { thorough: true });
};

const ON_CLUSTER =
  'the tables of a cluster are restored by ClickHouse alone: RESTORE DATABASE emberlog ON CLUSTER …, as its manual has it.';

/** What was applied to make the tables, which are made anew. */
const NO_DATA = new Set(['migrations']);

/** One that was killed, or lost its connection, goes on in the server. */
const expectAlone = async ({ database, name }: RestoreOptions): Promise<void> => {
  if ((await database.reader.query(restoresUnderWay, {})).length === 0) return;
  throw new StartRefusedError(
    `the server is at work on a restore that was begun before: ${name} was not restored. Give the command again when that has ended.`,
  );
};

const expectNoRows = async ({ database, name }: RestoreOptions): Promise<void> => {
  const filled = (await database.reader.query(filledTables, {}))
    .map(({ table_name: table }) => table)
    .filter((table) => !NO_DATA.has(table));
  // Who projects begins with it: rows without it are of a restore that was killed.
  if (!filled.includes('origin')) return;
  throw new StartRefusedError(
    `the database emberlog has rows (${filled.join(', ')}): ${name} was not restored. Stop all projectors and drop that database, if it is not wanted any more, or name another server.`,
  );
};

/** BACKUP_NOT_FOUND. */
const NOT_FOUND = '599';

const refusal = (name: string, cause: unknown): unknown => {
  if (!(cause instanceof BackupFailedError)) return cause;
  if (cause.code === NOT_FOUND) {
    return new StartRefusedError(`there is no backup ${name} on the server's disk of backups.`, {
      cause,
    });
  }
  const trouble = engineTrouble(cause);
  const reason = trouble === null ? cause.message : TROUBLE_SENTENCE[trouble];
  return new StartRefusedError(`${name} cannot be restored: ${reason}. There are no tables now.`, {
    cause,
  });
};
