import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Writer } from './database.ts';
import { defineQuery } from './query.ts';

/** The version of the read model these migrations build; positions carry it. */
export const READ_MODEL_VERSION = 1;

const DIRECTORY = new URL('../migrations/', import.meta.url);

const applied = defineQuery({
  name: 'applied-migrations',
  sql: 'SELECT name, checksum FROM emberlog.migrations ORDER BY name',
  params: z.object({}),
  row: z.object({ name: z.string(), checksum: z.string() }),
});

/**
 * Brings the tables up to date; up only, in order of the file names, each file once. Rejects when
 * a file that was applied has changed since, or is gone.
 */
export const migrate = async (writer: Writer, directory: URL = DIRECTORY): Promise<void> => {
  await writer.command('CREATE DATABASE IF NOT EXISTS emberlog');
  await writer.command(
    `CREATE TABLE IF NOT EXISTS emberlog.migrations
     (name String COMMENT 'file name', checksum String COMMENT 'SHA-256 of the text, hexadecimal')
     ENGINE = MergeTree ORDER BY name`,
  );
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
    await writer.command(sql);
    await writer.insert({
      table: 'migrations',
      columns: ['name', 'checksum'],
      rows: [[name, checksum]],
    });
  }
};
