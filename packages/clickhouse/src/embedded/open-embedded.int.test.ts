import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { Database } from '../database.ts';
import { migrate } from '../migrate.ts';
import { defineQuery, integer } from '../query.ts';
import { openEmbedded } from './open-embedded.ts';

let path: string;
let database: Database;

beforeAll(async () => {
  path = await mkdtemp(join(tmpdir(), 'emberlog-engine-'));
  database = await openEmbedded({ path });
  await migrate(database.writer);
});

afterAll(async () => {
  await database.close();
  await rm(path, { recursive: true });
});

const NASTY = [
  "$$ '); DROP TABLE items",
  '\\',
  "it's",
  'a\n\nb',
  '\t{x:String}',
  '😀 \u202Eabc',
  '',
  '[]',
];

const echo = defineQuery({
  name: 'echo',
  sql: 'SELECT {one:String} AS one, {many:Array(String)} AS many, {numbers:Array(UInt64)} AS numbers',
  params: z.object({ one: z.string(), many: z.array(z.string()), numbers: z.array(z.number()) }),
  row: z.object({ one: z.string(), many: z.array(z.string()), numbers: z.array(integer) }),
});

test.each(NASTY)('a parameter %j comes back as it went in, alone and in an array', async (one) => {
  const params = { one, many: NASTY, numbers: [0, 9_007_199_254_740_991] };
  expect(await database.reader.query(echo, params)).toEqual([params]);
  expect(await database.writer.query(echo, params)).toEqual([params]);
});

test('texts of an insert come back as they went in', async () => {
  const columns = ['topic', 'kp', 'off', 'key', 'bytes', 'reason', 'appended'];
  const rows = NASTY.map((reason, off) => ['t', 0, off, '', '', reason, '2026-01-01 00:00:00.000']);
  await database.writer.insert({ table: 'dead_letters', columns, rows });
  const stored = defineQuery({
    name: 'stored',
    sql: 'SELECT reason FROM emberlog.dead_letters FINAL ORDER BY off',
    params: z.object({}),
    row: z.object({ reason: z.string() }),
  });
  expect((await database.reader.query(stored, {})).map((row) => row.reason)).toEqual(NASTY);
});

test('queries with different parameters at the same time do not see each other', async () => {
  const answers = await Promise.all(
    Array.from(
      { length: 200 },
      async (_, n) => await database.reader.query(echo, { one: `q${n}`, many: [], numbers: [n] }),
    ),
  );
  expect(answers.map(([row]) => row?.numbers[0])).toEqual(answers.map((_, n) => n));
});

test('migrating again changes nothing', async () => {
  await expect(migrate(database.writer)).resolves.toBeUndefined();
});

test('no table keeps the engine from starting, however much of it is damaged', async () => {
  const tables = defineQuery({
    name: 'tables',
    sql: `SELECT name FROM system.tables
      WHERE database = 'emberlog' AND name != 'migrations'
        AND NOT match(create_table_query, 'max_suspicious_broken_parts_bytes = 10{15}')`,
    params: z.object({}),
    row: z.object({ name: z.string() }),
  });
  expect(await database.reader.query(tables, {})).toEqual([]);
});

test('a query whose text and parameters disagree is refused when it is defined', () => {
  expect(() =>
    defineQuery({ name: 'x', sql: 'SELECT {a:String}', params: z.object({}), row: z.object({}) }),
  ).toThrow('placeholders and parameters differ');
});
