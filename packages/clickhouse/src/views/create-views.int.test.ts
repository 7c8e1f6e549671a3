import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { besideName, exchangeTables } from '../beside/beside-table.ts';
import type { Database } from '../database.ts';
import { openEmbedded } from '../embedded/open-embedded.ts';
import { migrate } from '../migrate.ts';
import { voteBlock, type VoteRow } from '../projection/vote-block.ts';
import { bigInteger, defineQuery } from '../query.ts';
import { createViews } from './create-views.ts';
import { readerKeyStatements } from './settle-reader-key.ts';
import { SQL_VIEWS } from './sql-views.ts';
import { viewStatement } from './view-statement.ts';

const VIEW_RETENTION_MS = 400 * 86_400_000;
const OPTIONS = { viewRetentionMs: VIEW_RETENTION_MS, readerKey: Buffer.alloc(16, 7) };
const NOW = Date.UTC(2026, 0, 10);

let path: string;
let database: Database;

beforeAll(async () => {
  path = await mkdtemp(join(tmpdir(), 'emberlog-views-'));
  database = await openEmbedded({ path });
  await migrate(database.writer);
  await createViews(database.writer, OPTIONS);
  await database.writer.insert(voteBlock([vote(0, { item: 'a' }), vote(1, { voter: '2' })]));
});

afterAll(async () => {
  await database.close();
  await rm(path, { recursive: true });
});

const vote = (off: number, more: Partial<VoteRow> = {}): VoteRow => ({
  ...{ kp: 0, off, item: 'a', voter: '1', event_id: `v${off}`, event_time: NOW + off },
  ...{ kind: 'upvoted', outcome: 'counted', effective_at: NOW + off, recorded_at: NOW + off },
  ...{ delta: 1, appended: NOW + off, logged: NOW + off, digest: '0' },
  ...more,
});

const ask = async <S extends z.ZodRawShape>(sql: string, row: z.ZodObject<S>) =>
  await database.reader.query(defineQuery({ name: 'asked', sql, params: z.object({}), row }), {});

const told = z.object({ name: z.string(), comment: z.string() });
const tellingTables = async (where: string) =>
  await ask(`SELECT name, comment FROM system.tables WHERE ${where} ORDER BY name`, told);

const column = z.object({ name: z.string(), type: z.string(), comment: z.string() });

const called = ({ name, takes }: (typeof SQL_VIEWS)[number]): string =>
  takes.length === 0
    ? name
    : `${name}(${takes.map((each) => `${each.name} = ${each.example}`).join(', ')})`;

test.each(SQL_VIEWS.map((view) => [view.name, view] as const))(
  '%s has the columns of the catalogue, and every one is explained',
  async (_, view) => {
    const described = await ask(`DESCRIBE TABLE (SELECT * FROM ${called(view)})`, column);
    expect(described.map(({ name, type }) => [name, type])).toEqual(
      view.columns.map(({ name, type }) => [name, type]),
    );
    for (const { comment } of [...view.columns, ...view.takes]) expect(comment).toMatch(/\S{2}/);
  },
);

test('the engine has the comments of all columns, and of views with parameters in theirs', async () => {
  for (const view of SQL_VIEWS.filter(({ takes }) => takes.length === 0)) {
    const sql = `SELECT name, type, comment FROM system.columns
      WHERE database = 'default' AND table = '${view.name}' ORDER BY position`;
    expect(await ask(sql, column)).toEqual(view.columns);
  }
  const comments = new Map(
    (await tellingTables(`database = 'default'`)).map(({ name, comment }) => [name, comment]),
  );
  for (const { name, comment, takes, columns } of SQL_VIEWS.filter(
    ({ takes: t }) => t.length > 0,
  )) {
    expect(comments.get(name)).toContain(comment);
    for (const each of [...takes, ...columns]) {
      expect(comments.get(name)).toContain(`${each.name} ${each.type}: ${each.comment}`);
    }
  }
});

const idAndDigits = z.object({ raw: bigInteger, voter: z.string() });
const PAIRS = `SELECT toString(r.voter) AS raw, v.voter AS voter
  FROM emberlog.votes AS r JOIN votes AS v ON r.recorded_at = v.recorded_at ORDER BY r.off`;

// Seen to fail when the key is a subquery's value, which the engine folds into a constant.
test('a reader has another pseudonym than in the log, and nothing shows the key', async () => {
  const pairs = await ask(PAIRS, idAndDigits);
  expect(pairs.map(({ raw }) => raw)).toEqual([1n, 2n]);
  expect(new Set(pairs.map(({ voter }) => voter)).size).toBe(2);
  for (const { raw, voter } of pairs) {
    expect(voter).toMatch(/^[0-9a-f]{16}$/);
    expect(BigInt(`0x${voter}`)).not.toBe(raw);
  }
  const shown = z.object({ explain: z.string() });
  const half = OPTIONS.readerKey.readBigUInt64BE().toString();
  const [settled] = await ask(
    'SELECT toString(k0) AS raw, toString(k1) AS voter FROM emberlog.reader_key',
    idAndDigits,
  );
  expect(settled).toEqual({ raw: BigInt(half), voter: half });
  for (const kind of ['PLAN header = 1, actions = 1', 'PIPELINE', 'SYNTAX', 'QUERY TREE']) {
    const lines = await ask(`EXPLAIN ${kind} SELECT voter FROM votes`, shown);
    expect(lines.length).toBeGreaterThan(0);
    expect(JSON.stringify(lines)).not.toContain(half);
  }
  const failure = await ask('SELECT toUInt8(voter) FROM votes', shown).catch(String);
  expect(failure).toContain('Cannot parse');
  expect(failure).not.toContain(half);
  const [definition] = await ask(
    `SELECT create_table_query AS explain FROM system.tables WHERE database = 'default' AND name = 'votes'`,
    shown,
  );
  expect(definition?.explain).toContain('SQL SECURITY DEFINER');
  expect(definition?.explain).not.toContain(half);
});

test('another key gives other pseudonyms, and the first gives the first ones back', async () => {
  const before = await ask(PAIRS, idAndDigits);
  await createViews(database.writer, { ...OPTIONS, readerKey: Buffer.alloc(32, 8) });
  const other = (await ask(PAIRS, idAndDigits)).map(({ voter }) => voter);
  expect(other.filter((voter) => before.some((pair) => pair.voter === voter))).toEqual([]);
  expect(new Set(other).size).toBe(2);
  await createViews(database.writer, OPTIONS);
  expect(await ask(PAIRS, idAndDigits)).toEqual(before);
});

test('views outlast a table that takes the place of theirs, and show what it holds', async () => {
  const { writer } = database;
  await writer.command(`CREATE TABLE emberlog.${besideName('votes')} AS emberlog.votes`);
  const beside = { ...voteBlock([vote(0, { item: 'after' })]), table: besideName('votes') };
  await writer.insert(beside);
  await writer.command(exchangeTables('votes'));
  const items = z.object({ item: z.string() });
  for (const view of ['votes', 'votes_hourly']) {
    expect(await ask(`SELECT item FROM ${view}`, items)).toEqual([{ item: 'after' }]);
  }
  await writer.command(exchangeTables('votes'));
});

test('views of an older version are taken from where they were', async () => {
  await database.writer.command('CREATE VIEW emberlog.trending AS SELECT 1 AS rank');
  await createViews(database.writer, OPTIONS);
  expect(await tellingTables(`database = 'emberlog' AND engine = 'View'`)).toEqual([]);
});

// Seen to fail when whatever has the name of a view is replaced.
test('a table of others that has the name of a view is left alone, and said so', async () => {
  const { writer } = database;
  await writer.command('DROP VIEW default.lists');
  await writer.command(
    `CREATE TABLE default.lists (a UInt8) ENGINE = MergeTree ORDER BY a COMMENT 'mine'`,
  );
  await expect(createViews(writer, OPTIONS)).rejects.toThrow(
    'the database "default" has lists already, which are not views of Emberlog; rename or drop them',
  );
  expect(await tellingTables(`name = 'lists'`)).toEqual([{ name: 'lists', comment: 'mine' }]);
  await writer.command('DROP TABLE default.lists SYNC');
  await createViews(writer, OPTIONS);
});

const formatted = defineQuery({
  name: 'formatted',
  sql: 'SELECT formatQuery({statement:String}) AS text',
  params: z.object({ statement: z.string() }),
  row: z.object({ text: z.string() }),
});

// The engine here knows no cluster, and cannot run them.
test('the engine’s own parser reads the statements of a cluster', async () => {
  const options = { cluster: 'main', viewRetentionMs: VIEW_RETENTION_MS };
  const views = SQL_VIEWS.map((view) => viewStatement(view, options).statement);
  for (const statement of [...views, ...readerKeyStatements('main')]) {
    const [row] = await database.reader.query(formatted, { statement });
    expect(row?.text).toMatch(/^CREATE [A-Z ]+ (default|emberlog)\.\w+ ON CLUSTER main\b/);
  }
});
