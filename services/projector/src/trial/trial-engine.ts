import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  defineQuery,
  dropBeside,
  FACT_TABLES,
  migrate,
  openEmbedded,
  readIdentities,
  truncateTable,
  type Database,
} from '@emberlog/clickhouse';
import { openOverHttp } from '@emberlog/clickhouse-http';
import { createLogger } from '@emberlog/service-kit';
import { z } from 'zod';

/** Says nothing. */
export const quiet = createLogger({ name: 'trial', level: 'silent' });

/** What tells of the tables, and lasts longer than their rows. */
const EMPTIED = [
  'dead_letters',
  'dead_letter_marks',
  'origin',
  'rebuilds',
  'rebuild_jobs',
  'claims',
  'expirations',
];

/** Most are empty after most tests, and each statement takes its time. */
const filledTables = defineQuery({
  name: 'filled-tables',
  sql: `
    SELECT name
    FROM system.tables
    WHERE database = 'emberlog' AND total_rows > 0 AND has({names:Array(String)}, name)`,
  params: z.object({ names: z.array(z.string()) }),
  row: z.object({ name: z.string() }),
});

export type TrialEngine = {
  readonly database: Database;
  readonly empty: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Whether the engine is in this process, or reached as a server is. */
const open = process.env['EMBERLOG_TEST_DATABASE'] === 'http' ? openOverHttp : openEmbedded;

/** A real engine in a directory of its own, with the tables. */
export const openTrialEngine = async (): Promise<TrialEngine> => {
  const path = await mkdtemp(join(tmpdir(), 'emberlog-projector-'));
  const database = await open({ path });
  await migrate(database.writer);
  return {
    database,
    empty: async () => {
      const { served, beside } = await readIdentities(database.writer);
      for (const table of FACT_TABLES) {
        await database.writer.command(truncateTable(table));
        if (beside.has(table)) await database.writer.command(dropBeside(table));
        if (served[table].madeBy === null && served[table].definition.logic === 1) continue;
        await database.writer.command(`ALTER TABLE emberlog.${table} MODIFY COMMENT ''`);
      }
      for (const { name } of await database.writer.query(filledTables, { names: EMPTIED })) {
        await database.writer.command(`TRUNCATE TABLE emberlog.${name}`);
      }
    },
    close: async () => {
      await database.close();
      await rm(path, { recursive: true });
    },
  };
};
