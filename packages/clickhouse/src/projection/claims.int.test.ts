import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import type { Database, Fence } from '../database.ts';
import { openEmbedded } from '../embedded/open-embedded.ts';
import { migrate } from '../migrate.ts';
import { defineQuery, integer } from '../query.ts';
import { ClaimOvertakenError, claimPartitions, holdsClaims } from './claims.ts';
import { itemBlock, type ItemRow } from './item-block.ts';

let path: string;
let database: Database;

beforeAll(async () => {
  path = await mkdtemp(join(tmpdir(), 'emberlog-claims-'));
  database = await openEmbedded({ path });
  await migrate(database.writer);
});

beforeEach(async () => {
  for (const table of ['claims', 'items']) {
    await database.writer.command(`TRUNCATE TABLE emberlog.${table}`);
  }
});

afterAll(async () => {
  await database.close();
  await rm(path, { recursive: true });
});

const claim = async (owner: string, ...kps: number[]): Promise<Fence> =>
  await claimPartitions({ writer: database.writer, table: 'items', kps, owner });

const item = (kp: number, off: number, title: string): ItemRow => ({
  kp,
  off,
  item: 'a',
  event_id: 'e',
  event_time: 1,
  recorded_at: 1,
  kind: 'published',
  sets: 1,
  title,
  url: null,
  summary: null,
  authors: [],
  author_count: null,
  organization: null,
  organization_fullname: null,
  tags: [],
  published_at: null,
  listed_at: 1,
  listed_on: null,
  comments: null,
  appended: 1,
  logged: 1,
  digest: '18446744073709551615',
});

const stored = defineQuery({
  name: 'stored-titles',
  sql: `
    SELECT title, toString(digest) AS hash, toUnixTimestamp64Milli(event_time) AS at
    FROM emberlog.items ORDER BY kp, off`,
  params: z.object({}),
  row: z.object({ title: z.string(), hash: z.string(), at: integer }),
});
const titles = async (): Promise<readonly string[]> =>
  (await database.reader.query(stored, {})).map(({ title }) => title);

const insert = async (fence: Fence, ...rows: ItemRow[]): Promise<void> =>
  await database.writer.insert(itemBlock(rows), fence);

const NASTY = [
  '$$) WHERE 1; DROP TABLE emberlog.items',
  '$a$',
  '$',
  "'); DROP TABLE emberlog.items; --",
  'a\n\nb;\n\nDROP TABLE emberlog.items',
  '\\u0024\\',
  '😀 \u202Eabc',
  '\t"{x:String}"',
];

// Seen to fail with dollar signs as they are: the engine ran the rest of the rows as SQL.
test('texts written under a claim come back as they went in', async () => {
  const fence = await claim('one', 0);
  await insert(fence, ...NASTY.map((title, off) => item(0, off, title)));
  expect(await titles()).toEqual(NASTY);
  expect((await database.reader.query(stored, {}))[0]).toMatchObject({
    hash: '18446744073709551615',
    at: 1,
  });
});

// Seen to fail without the look at the claims in the statement.
test('nothing is written under a claim that another overtook, in any of its partitions', async () => {
  const older = await claim('older', 0, 1);
  await insert(older, item(0, 0, 'before'));
  const newer = await claim('newer', 1);
  await expect(insert(older, item(0, 1, 'late'))).rejects.toThrow('another projector');
  await insert(newer, item(1, 0, 'after'));
  expect(await titles()).toEqual(['before', 'after']);
  expect(await holdsClaims(database.writer, older)).toBe(false);
  expect(await holdsClaims(database.writer, newer)).toBe(true);
});

// Seen to fail when the first claim of a partition counts as its latest.
test('an owner that lost a partition and claims it again is another owner', async () => {
  const first = await claim('first', 0);
  await claim('second', 0);
  const third = await claim('third', 0);
  await expect(insert(first, item(0, 0, 'a'))).rejects.toThrow('another projector');
  await insert(third, item(0, 0, 'b'));
  expect(await titles()).toEqual(['b']);
});

// Seen to fail with a count of claims left out: a partition without any claim was let through.
test('a partition that nobody claimed is nobody’s', async () => {
  const fence = await claim('one', 0);
  await expect(insert({ ...fence, kps: [0, 5] }, item(5, 0, 'a'))).rejects.toThrow('another');
});

// Seen to fail when claims are not read back: all eight took themselves for the owner.
test('of claims at the same time all but one are told that they were overtaken', async () => {
  const claims = await Promise.allSettled(
    Array.from({ length: 8 }, async (_, n) => await claim(`owner-${n}`, 0, 1)),
  );
  const winners = claims.filter(({ status }) => status === 'fulfilled');
  expect(winners).toHaveLength(1);
  for (const each of claims) {
    if (each.status === 'rejected') expect(each.reason).toBeInstanceOf(ClaimOvertakenError);
  }
  const holding = await Promise.all(
    Array.from(
      { length: 8 },
      async (_, n) =>
        await holdsClaims(database.writer, { table: 'items', kps: [0, 1], owner: `owner-${n}` }),
    ),
  );
  expect(holding.filter(Boolean)).toHaveLength(1);
});

test('ten thousand rows are one part', async () => {
  const fence = await claim('one', 0);
  const long = 'long '.repeat(60);
  await insert(fence, ...Array.from({ length: 10_000 }, (_, off) => item(0, off, long)));
  const parts = defineQuery({
    name: 'parts',
    sql: `SELECT rows AS many FROM system.parts
      WHERE database = 'emberlog' AND table = 'items' AND active`,
    params: z.object({}),
    row: z.object({ many: integer }),
  });
  expect(await database.reader.query(parts, {})).toEqual([{ many: 10_000 }]);
});
