import {
  createViews,
  migrate,
  openEmbedded,
  openEngine,
  SQL_QUESTIONS,
  SQL_VIEWS,
  type Engine,
} from '@emberlog/clickhouse';
import { temporaryDirectory } from '@emberlog/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { setStatement } from '../engine/set-statement.ts';
import { createGovernor } from './create-governor.ts';
import type { Governor } from './governor.ts';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let engine: Engine;
let governor: Governor;

beforeAll(async () => {
  directory = await temporaryDirectory();
  const { path } = directory;
  const database = await openEmbedded({ path });
  await migrate(database.writer);
  const viewRetentionMs = 400 * 86_400_000;
  await createViews(database.writer, { viewRetentionMs, readerKey: Buffer.alloc(16, 3) });
  await database.close();
  engine = await openEngine({ path });
  governor = createGovernor({ views: SQL_VIEWS });
  const owner = engine.connect();
  await governor.prepare(owner);
  owner.close();
});
afterAll(async () => {
  engine.close();
  await directory.remove();
});

/** What the port answers, or the error that it tells. */
const ask = async (sql: string): Promise<string> => {
  const governed = governor.settingsFor(new Map());
  if (!governed.allowed) return governed.message;
  const connection = engine.connect();
  try {
    await connection.run(setStatement(governed.settings, new Map()));
    const judged = await governor.judge(sql, connection);
    if (!judged.allowed) return judged.message;
    return Buffer.from((await connection.run(judged.sql)).bytes).toString();
  } finally {
    connection.close();
  }
};

test.each(SQL_QUESTIONS.map(({ name, sql }) => [name, sql]))(
  'the port answers the worked question %s',
  async (_, sql) => {
    expect(await ask(sql)).not.toContain('DB::Exception');
  },
);

test.each(SQL_VIEWS.map((view) => [view.name, view] as const))(
  'the port shows %s with its columns',
  async (_, { name, columns, takes }) => {
    const given = takes.map((each) => `${each.name} = ${each.example}`).join(', ');
    const called = takes.length === 0 ? name : `${name}(${given})`;
    for (const from of [called, `default.${called}`]) {
      const rows = await ask(`SELECT * FROM ${from} LIMIT 1 FORMAT TSVWithNames`);
      expect(rows.trim()).toBe(columns.map((column) => column.name).join('\t'));
    }
  },
);

test('what clients show of views has the comments of the catalogue', async () => {
  const [items] = SQL_VIEWS;
  const described = await ask('DESCRIBE TABLE items');
  for (const { comment } of items?.columns ?? []) expect(described).toContain(comment);
  const told = await ask(`SELECT comment FROM system.columns WHERE table = 'votes'`);
  expect(told).toContain('pseudonym of the reader');
  for (const table of ['emberlog.reader_key', 'reader_key', 'emberlog.votes']) {
    expect(await ask(`SELECT * FROM ${table}`)).toContain('DB::Exception');
  }
});

const MANY_ITEMS = `INSERT INTO emberlog.items
  (item, event_id, event_time, recorded_at, kind, sets, title, summary, listed_at, logged)
  SELECT concat('p/', toString(number)), 'e', now64(3), now64(3), 'published', 261,
    'title', randomPrintableASCII(1500), now64(3), now64(3) FROM numbers(60000)`;
const MANY_HOURS = `INSERT INTO emberlog.votes
  (item, voter, kind, outcome, effective_at, recorded_at, delta, logged)
  SELECT concat('p/', toString(number % 60000)), number, 'upvoted', 'counted', at, at, 1, at
  FROM (SELECT number, toDateTime64('2026-01-01 00:00:00', 3, 'UTC') + number * 10 AS at FROM numbers(2000000))`;

// Seen to fail when the engine holds the groups of all items, or of all hours, at a time.
test('there may be more items, and more hours with votes, than fit in the memory of a statement', async () => {
  const owner = engine.connect();
  for (const sql of [MANY_ITEMS, MANY_HOURS]) await owner.run(sql);
  owner.close();
  expect(await ask('SELECT count(), sum(length(summary)) FROM items')).toBe('60000\t90000000\n');
  expect(await ask('SELECT count(), sum(votes) FROM votes_hourly')).toBe('2000000\t2000000\n');
  const listed = await ask('SELECT * FROM items ORDER BY item LIMIT 2 FORMAT TSV');
  expect(listed.trim().split('\n')).toHaveLength(2);
});
