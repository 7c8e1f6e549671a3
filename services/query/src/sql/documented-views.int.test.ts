import { listReply } from '@emberlog/api';
import {
  createViews,
  defineQuery,
  integer,
  itemBlock,
  viewBlock,
  voteBlock,
} from '@emberlog/clickhouse';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { groupedBy } from '../testing/grouped-by.ts';
import { itemLogArbitrary } from '../testing/item-log-arbitrary.ts';
import { createQueryUnderTest } from '../testing/query-under-test.ts';
import { openReadModel, type ReadModel } from '../testing/read-model.ts';
import { itemRows, viewRows, voteRows, type TestRecord } from '../testing/record-rows.ts';
import { siteFacts } from '../testing/site-facts.ts';
import { DAY, HOUR, SITE_NOW, votingSite } from '../testing/voting-site.ts';

const RECORDS = votingSite(1);
const FACTS = siteFacts(RECORDS, SITE_NOW);

let model: ReadModel;
beforeAll(async () => {
  model = await openReadModel();
  await createViews(model.writer, {
    viewRetentionMs: 400 * DAY,
    readerKey: Buffer.alloc(16, 5),
  });
});
afterAll(async () => await model.close());
beforeEach(async () => {
  await model.clear();
  await model.write(RECORDS);
  await writeUnreadable();
});

/** Records that nobody could read leave a row in each table as well. */
const writeUnreadable = async (): Promise<void> => {
  const place = { kp: 9, off: 0 };
  const at = { time: SITE_NOW, logged: SITE_NOW, item: 'x', id: 'x', actor: '0'.repeat(16) };
  const record = (kind: 'upvoted' | 'viewed'): TestRecord => ({ ...at, kind });
  const dead = { item: '', outcome: 'dead', delta: 0 } as const;
  for (const row of voteRows([{ ...place, record: record('upvoted') }])) {
    await model.writer.insert(voteBlock([{ ...row, ...dead, kind: 'dead' }]));
  }
  for (const row of viewRows([{ ...place, record: record('viewed') }])) {
    await model.writer.insert(viewBlock([{ ...row, ...dead }]));
  }
  const version = { ...at, kind: 'published', patch: { title: 'dead' } } as const;
  for (const row of itemRows([{ ...place, record: version }])) {
    await model.writer.insert(itemBlock([{ ...row, item: '', kind: 'dead' }]));
  }
};

const ask = async <S extends z.ZodRawShape>(sql: string, row: z.ZodObject<S>) =>
  await model.reader.query(defineQuery({ name: 'asked', sql, params: z.object({}), row }), {});
const ms = (column: string): string => `toUnixTimestamp64Milli(${column}) AS ${column}`;

const itemRow = z.object({
  ...{ item: z.string(), title: z.string(), url: z.string().nullable() },
  ...{ summary: z.string().nullable(), authors: z.array(z.string()) },
  ...{ author_count: integer.nullable(), organization: z.string().nullable() },
  ...{ organization_fullname: z.string().nullable(), tags: z.array(z.string()) },
  ...{ published_at: integer.nullable(), listed_at: integer, listed_on: z.string() },
  comments: integer.nullable(),
});

const expectItems = async (records: readonly TestRecord[]): Promise<void> => {
  const rows = await ask(
    `SELECT * REPLACE (${ms('published_at')}, ${ms('listed_at')}) FROM items`,
    itemRow,
  );
  const items = [...siteFacts(records, Date.now()).items];
  expect(new Map(rows.map((row) => [row.item, row]))).toEqual(
    new Map(
      items.map(([item, { authors, tags, organization, ...at }]) => [
        item,
        {
          ...{ item, title: at.title ?? '', url: at.url, summary: at.summary },
          ...{ authors: authors ?? [], author_count: at.authorCount, tags: tags ?? [] },
          organization: organization?.name ?? null,
          organization_fullname: organization?.fullname ?? null,
          ...{ published_at: at.publishedAt, listed_at: at.listedAt, listed_on: at.listedOn },
          comments: at.comments,
        },
      ]),
    ),
  );
};

test('items are what the fold gives for now, without those that no list may hold', async () => {
  expect(FACTS.items.size).toBeGreaterThan(50);
  await expectItems(RECORDS);
  const logs = itemLogArbitrary({ items: ['a', 'b', 'c', 'd'], maxLength: 30 });
  for (const versions of fc.sample(logs, { numRuns: 15, seed: 11 })) {
    await model.clear();
    await model.write(versions);
    await expectItems(versions);
  }
});

const sorted = (rows: readonly object[]): readonly string[] =>
  rows.map((row) => JSON.stringify(row, Object.keys(row).toSorted())).toSorted();

const voteRow = z.object({
  ...{ item: z.string(), voter: z.string(), kind: z.string(), outcome: z.string() },
  ...{ effectiveAt: integer, recordedAt: integer, loggedAt: integer, delta: integer },
});

/** The pseudonym of every reader, where each has one of their own; rows must be in order of arrival. */
const bijection = (pairs: readonly (readonly [string, string])[]): ReadonlyMap<string, string> => {
  const found = new Map(pairs);
  expect(new Set(found.values()).size).toBe(found.size);
  for (const [reader, pseudonym] of pairs) expect(found.get(reader)).toBe(pseudonym);
  return found;
};

test('votes are the ledger, a row for each event, with one pseudonym for each reader', async () => {
  const rows = await ask(
    `SELECT item, voter, kind, outcome, toUnixTimestamp64Milli(effective_at) AS effectiveAt,
      toUnixTimestamp64Milli(recorded_at) AS recordedAt, toUnixTimestamp64Milli(logged_at) AS loggedAt,
      delta FROM votes`,
    voteRow,
  );
  const withoutVoter = (row: { readonly voter: string }) => ({ ...row, voter: '' });
  expect(sorted(rows.map(withoutVoter))).toEqual(sorted(FACTS.votes.map(withoutVoter)));
  const placeOf = ({ item, recordedAt, loggedAt }: Omit<z.output<typeof voteRow>, 'voter'>) =>
    `${item} ${recordedAt} ${loggedAt}`;
  const votersAt = new Map(FACTS.votes.map((fact) => [placeOf(fact), fact.voter]));
  const readers = bijection(rows.map((row) => [votersAt.get(placeOf(row)) ?? '', row.voter]));
  expect(readers.size).toBe(new Set(FACTS.votes.map(({ voter }) => voter)).size);
  for (const pseudonym of readers.values()) expect(pseudonym).toMatch(/^[0-9a-f]{16}$/);
  const common = await ask(
    `SELECT count() AS delta FROM (SELECT DISTINCT viewer FROM views WHERE viewer IN (SELECT voter FROM votes))`,
    z.object({ delta: integer }),
  );
  const viewers = new Set(FACTS.views.map(({ viewer }) => viewer));
  expect(common).toEqual([{ delta: [...readers.keys()].filter((id) => viewers.has(id)).length }]);
});

test('views are a row for each, without a reader where nobody was named', async () => {
  const rows = await ask(
    `SELECT item, viewer IS NULL AS anonymous, toUnixTimestamp64Milli(effective_at) AS effectiveAt,
      toUnixTimestamp64Milli(logged_at) AS loggedAt FROM views WHERE delta = 1 AND outcome = 'counted'`,
    z.object({ item: z.string(), anonymous: integer, effectiveAt: integer, loggedAt: integer }),
  );
  expect(sorted(rows)).toEqual(
    sorted(
      FACTS.views.map(({ viewer, ...view }) => ({ ...view, anonymous: Number(viewer === null) })),
    ),
  );
});

const sums = (pairs: readonly (readonly [string, number])[]): Readonly<Record<string, number>> => {
  const found: Record<string, number> = {};
  for (const [key, value] of pairs) found[key] = (found[key] ?? 0) + value;
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value > 0));
};
const startOf = (at: number, span: number): number => at - (at % span);

test('rollups are the sums of what counts', async () => {
  const rollup = z.object({ item: z.string(), at: integer, sum: integer });
  const found = async (sql: string) =>
    Object.fromEntries((await ask(sql, rollup)).map(({ item, at, sum }) => [`${item} ${at}`, sum]));
  const hourly = 'SELECT item, toUnixTimestamp(hour) * 1000 AS at, votes AS sum FROM votes_hourly';
  expect(await found(hourly)).toEqual(
    sums(FACTS.votes.map((v) => [`${v.item} ${startOf(v.effectiveAt, HOUR)}`, v.delta])),
  );
  const daily = 'SELECT item, toUInt32(day) * 86400000 AS at, views AS sum FROM views_daily';
  expect(await found(daily)).toEqual(
    sums(FACTS.views.map((v) => [`${v.item} ${startOf(v.effectiveAt, DAY)}`, 1])),
  );
});

test('lists have what the lists of the API have, on the same places', async () => {
  const service = createQueryUnderTest(model);
  service.setClock(SITE_NOW + DAY);
  const rows = await ask(
    'SELECT toString(listed_on) AS date, rank, item, votes, title FROM lists ORDER BY date, rank',
    z.object({
      ...{ date: z.string(), rank: integer, item: z.string() },
      ...{ votes: integer, title: z.string() },
    }),
  );
  const dates = groupedBy(rows, ({ date }) => date);
  expect(dates.size).toBeGreaterThan(30);
  for (const [date, listed] of dates) {
    const { items } = listReply.parse((await service.get(`/v1/lists/${date}`)).body);
    expect(listed).toEqual(
      items.map(({ rank, id, upvotes, title }) => ({
        date,
        rank,
        item: id,
        votes: upvotes,
        title,
      })),
    );
  }
});
