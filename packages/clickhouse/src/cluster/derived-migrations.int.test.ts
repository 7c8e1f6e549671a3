import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { Database } from '../database.ts';
import { openEmbedded } from '../embedded/open-embedded.ts';
import { defineQuery } from '../query.ts';
import { clusterStatements } from './cluster-statements.ts';

const MIGRATIONS = new URL('../../migrations/', import.meta.url);

let path: string;
let database: Database;
let derived: readonly { readonly file: string; readonly statements: readonly string[] }[];

beforeAll(async () => {
  path = await mkdtemp(join(tmpdir(), 'emberlog-cluster-'));
  database = await openEmbedded({ path });
  const files = (await readdir(MIGRATIONS)).filter((file) => file.endsWith('.sql')).sort();
  derived = await Promise.all(
    files.map(async (file) => {
      const sql = await readFile(new URL(file, MIGRATIONS), 'utf8');
      const migration = file.replace(/\.sql$/, '');
      return { file, statements: clusterStatements(sql, { cluster: 'main', migration }) };
    }),
  );
});

afterAll(async () => {
  await database.close();
  await rm(path, { recursive: true });
});

test('every migration has its statements for a cluster, and these are they', async () => {
  const text = derived.map(
    ({ file, statements }) => `-- ${file}\n${statements.map((each) => `${each};\n`).join('\n')}`,
  );
  await expect(text.join('\n')).toMatchFileSnapshot('testing/derived-migrations.sql');
});

const formatted = defineQuery({
  name: 'formatted',
  sql: 'SELECT formatQuery({statement:String}) AS text',
  params: z.object({ statement: z.string() }),
  row: z.object({ text: z.string() }),
});

// The engine here cannot run them: it has no Keeper, and knows no cluster.
test('the engine’s own parser reads each, with the cluster where it belongs', async () => {
  for (const statement of derived.flatMap(({ statements }) => statements)) {
    const [row] = await database.reader.query(formatted, { statement });
    expect(row?.text).toMatch(/^\w+ TABLE (IF (NOT )?EXISTS )?emberlog\.\w+ ON CLUSTER main\b/);
  }
});

test('no statement changes a table of all shards, but makes and drops it', () => {
  const all = derived.flatMap(({ statements }) => statements);
  const ofAll = all.filter((each) => !/^[A-Z ]+ emberlog\.\w+_local /.test(each));
  for (const statement of ofAll) expect(statement).toMatch(/^(CREATE|DROP) TABLE /);
});
