import {
  defineQuery,
  deadLetterBlock,
  integer,
  migrate,
  openServer,
  runningInserts,
  type Database,
} from '@emberlog/clickhouse';
import { nastyTitles, waitUntil } from '@emberlog/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openServedEngine, type ServedEngine } from '../testing/served-engine.ts';

let served: ServedEngine;
/** Two processes of the product, as the server sees them. */
let databases: readonly [Database, Database];

beforeAll(async () => {
  served = await openServedEngine({ user: 'writer', password: 'pass word' });
  const url = served.url.replace('//', '//writer:pass%20word@');
  databases = [openServer({ url }), openServer({ url })];
});

afterAll(async () => {
  for (const database of databases) await database.close();
  await served.close();
});

const block = (topic: string, off: number, reasons: readonly string[]) =>
  deadLetterBlock(
    reasons.map((reason, at) => ({
      topic,
      kp: 0,
      off: off + at,
      key: '',
      bytes: '',
      reason,
      appended: Date.UTC(2026, 0, 1),
    })),
  );

const reasonsOf = defineQuery({
  name: 'reasons',
  sql: `SELECT reason FROM emberlog.dead_letters FINAL WHERE topic = {topic:String} ORDER BY off`,
  params: z.object({ topic: z.string() }),
  row: z.object({ reason: z.string() }),
});

const partsOf = defineQuery({
  name: 'parts',
  sql: `SELECT count() AS parts FROM system.parts
    WHERE database = 'emberlog' AND table = 'dead_letters' AND rows = {rows:UInt64}`,
  params: z.object({ rows: z.number() }),
  row: z.object({ parts: integer }),
});

test('migrations run, twice and by two', async () => {
  for (const { writer } of databases) await migrate(writer);
});

test('a block is one part, and its texts come back as they went in', async () => {
  const [one, other] = databases;
  const reasons = Array.from(
    { length: 9_000 },
    (_, n) => nastyTitles[n % nastyTitles.length] ?? '',
  );
  await one.writer.insert(block('nasty', 0, reasons));
  const rows = await other.reader.query(reasonsOf, { topic: 'nasty' });
  expect(rows.map(({ reason }) => reason)).toEqual(reasons);
  expect(await other.reader.query(partsOf, { rows: 9_000 })).toEqual([{ parts: 1 }]);
});

test('reads and writes of two processes run together', async () => {
  const work = databases.flatMap(({ reader, writer }, process) =>
    Array.from({ length: 40 }, async (_, n) => {
      const topic = `p${process}-${n}`;
      await writer.insert(block(topic, 0, [topic, "it's $$"]));
      return (await reader.query(reasonsOf, { topic })).map(({ reason }) => reason);
    }),
  );
  const expected = [0, 1].flatMap((process) =>
    Array.from({ length: 40 }, (_, n) => [`p${process}-${n}`, "it's $$"]),
  );
  expect(await Promise.all(work)).toEqual(expected);
});

test('an insert that runs is seen by others, and one that ended is not', async () => {
  const [one, other] = databases;
  const slow = one.writer.command(
    `INSERT INTO emberlog.dead_letters (topic, kp, off, key, bytes, reason, appended)
     SELECT 'slow', 0, number, '', '', toString(sleep(0.5)), now64(3) FROM numbers(3)
     SETTINGS max_block_size = 1`,
  );
  const count = async () => (await other.reader.query(runningInserts, {})).length;
  await waitUntil(async () => (await count()) === 1, { what: 'the insert to be seen' });
  await slow;
  expect(await count()).toBe(0);
});

test('an insert of rows that runs is seen, too, under the text it was sent with', async () => {
  const [one, other] = databases;
  const count = async () => (await other.reader.query(runningInserts, {})).length;
  const seen: number[] = [];
  const inserted = new AbortController();
  const inserting = Promise.all(
    Array.from({ length: 12 }, async (_, n) => {
      await one.writer.insert(block(`seen-${n}`, 0, Array.from({ length: 9_000 }, String)));
    }),
  ).finally(() => {
    inserted.abort();
  });
  while (!inserted.signal.aborted) seen.push(await count());
  await inserting;
  expect(Math.max(...seen)).toBe(1);
  expect(await count()).toBe(0);
});
