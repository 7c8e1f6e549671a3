import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { z } from 'zod';
import { clusterStatements } from './cluster/cluster-statements.ts';
import { expectCluster } from './cluster/expect-cluster.ts';
import { unsettledTables } from './cluster/unsettled-tables.ts';
import type { Writer } from './database.ts';
import { defineQuery } from './query.ts';

const DIRECTORY = new URL('../migrations/', import.meta.url);

const applied = defineQuery({
  name: 'applied-migrations',
  sql: (own) => `SELECT name, checksum FROM emberlog.${own('migrations')} ORDER BY name`,
  params: z.object({}),
  row: z.object({ name: z.string(), checksum: z.string() }),
});

const MIGRATIONS = `
CREATE TABLE IF NOT EXISTS emberlog.migrations
(
  name String COMMENT 'file name',
  checksum String COMMENT 'SHA-256 of the text, hexadecimal'
)
ENGINE = MergeTree
ORDER BY name`;

/**
 * Brings the tables up to date; up only, in order of the file names, each file once. Rejects when
 * a file that was applied has changed since, or is gone, and with `ClusterRefusedError` where the
 * servers are not what the writer is for.
 */
export const migrate = async (writer: Writer, directory: URL = DIRECTORY): Promise<void> => {
  const { cluster } = writer;
  await expectCluster(writer, cluster);
  await writer.command(
    `CREATE DATABASE IF NOT EXISTS emberlog${cluster === null ? '' : ` ON CLUSTER ${cluster}`}`,
  );
  const run = async (sql: string, migration: string): Promise<void> => {
    const statements = cluster === null ? [sql] : clusterStatements(sql, { cluster, migration });
    for (const statement of statements) await writer.command(statement);
  };
  await run(MIGRATIONS, '000_migrations');
  const unsettled = await unsettledTables(writer);
  // Another replica may have applied what this one does not know of yet, and it would be done again.
  if (unsettled.length > 0) throw new Error(`the replicas of ${unsettled.join(', ')} differ yet`);
  const done = new Map((await writer.query(applied, {})).map((row) => [row.name, row.checksum]));
  const files = (await readdir(directory)).filter((file) => file.endsWith('.sql')).sort();
  const missing = [...done.keys()].find((name) => !files.includes(name));
  if (missing !== undefined)
    throw new Error(`migration ${missing} was applied but its file is gone`);
  for (const name of files) {
    const sql = await readFile(new URL(name, directory), 'utf8');
    const checksum = createHash('sha256').update(sql).digest('hex');
    const before = done.get(name);
    if (before === checksum) continue;
    if (before !== undefined) throw new Error(`migration ${name} was changed after it was applied`);
    // Every file is safe to run twice: a kill here leaves its change without its record.
    await run(sql, name.replace(/\.sql$/, ''));
    await writer.insert({
      table: 'migrations',
      columns: ['name', 'checksum'],
      rows: [[name, checksum]],
    });
  }
};
