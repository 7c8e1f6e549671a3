import { HOUR, LOG_START } from '@emberlog/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { readPlaces } from '../list/ranked-list.ts';
import { openReadModel, type ReadModel } from '../testing/read-model.ts';
import type { VersionRecord } from '../testing/record-rows.ts';
import { wholeList } from '../testing/whole-list.ts';
import { createItemCatalogue } from './item-catalogue.ts';

let model: ReadModel;
beforeAll(async () => {
  model = await openReadModel();
});
beforeEach(async () => await model.clear());
afterAll(async () => await model.close());

const published = (item: string, logged = LOG_START): VersionRecord => ({
  ...{ item, kind: 'published', id: 'v1', time: logged, logged },
  patch: { title: 'x', listedAt: LOG_START },
});

const ranking = {
  algorithm: 'trending' as const,
  params: { halfLifeMs: 48 * HOUR, prior: 3, windowMs: null },
};

/** A reader that remembers the names of what it was asked. */
const listening = () => {
  const asked: string[] = [];
  const reader: typeof model.reader = {
    query: async (query, params) => {
      asked.push(query.name);
      return await model.reader.query(query, params);
    },
  };
  return { reader, asked };
};

test('a page is read by one statement over votes once the items are known', async () => {
  const { reader, asked } = listening();
  const source = { reader, catalogue: createItemCatalogue(reader) };
  const ends = await model.write(['a', 'b', 'c'].map((item) => published(item)));
  const list = wholeList(ranking, { asOf: LOG_START + HOUR, ends });
  const options = { earlier: LOG_START };
  const first = await readPlaces(source, list, null, 2, options);
  expect(asked.toSorted()).toEqual(['listing-versions', 'trending-votes']);
  asked.length = 0;
  expect(await readPlaces(source, list, null, 2, options)).toEqual(first);
  expect(asked).toEqual(['trending-votes']);
  expect(first.map(({ item, rankBefore }) => [item, rankBefore])).toEqual([
    ['a', 1],
    ['b', 2],
  ]);
});

// Seen to fail when versions beyond the position are folded in.
test('what came since is read alone, and an older position does not see it', async () => {
  const catalogue = createItemCatalogue(model.reader);
  const before = await model.write([published('a')]);
  await catalogue.upTo(before.items);
  const withdrawn: VersionRecord = {
    ...{ item: 'a', kind: 'withdrawn', id: 'v2', patch: {} },
    ...{ time: LOG_START + 1, logged: LOG_START + 1 },
  };
  const after = await model.write([published('b'), withdrawn]);
  const listings = await catalogue.upTo(after.items);
  expect(listings?.byLatest().map(listings.idOf).toSorted()).toEqual(['a', 'b']);
  const list = wholeList(ranking, { asOf: LOG_START + HOUR, ends: before });
  const places = await readPlaces({ reader: model.reader, catalogue }, list, null, 5);
  expect(places.map(({ item }) => item)).toEqual(['a']);
  const now = { ...list, cut: { ...list.cut, ends: after } };
  const later = await readPlaces({ reader: model.reader, catalogue }, now, null, 5);
  expect(later.map(({ item }) => item)).toEqual(['b']);
});

test('many who ask at the same time cost one statement', async () => {
  const { reader, asked } = listening();
  const { items } = await model.write(['a', 'b'].map((item) => published(item)));
  const catalogue = createItemCatalogue(reader);
  await Promise.all(Array.from({ length: 20 }, async () => await catalogue.upTo(items)));
  expect(asked).toEqual(['listing-versions']);
});

// Seen to fail when blocks are taken without counting their rows.
test('where a row is missing nothing is known, and the tables give the list', async () => {
  const ends = await model.write(['a', 'b', 'c'].map((item) => published(item)));
  const beyond = { ...ends, items: ends.items.map((end) => end + 1) };
  const catalogue = createItemCatalogue(model.reader);
  expect(await catalogue.upTo(beyond.items)).toBeNull();
  const list = wholeList(ranking, { asOf: LOG_START + HOUR, ends: beyond });
  const places = await readPlaces({ reader: model.reader, catalogue }, list, null, 5);
  expect(places.map(({ item }) => item)).toEqual(['a', 'b', 'c']);
  expect(await catalogue.upTo(ends.items)).not.toBeNull();
});

test('of more versions than it may hold it knows nothing, and the tables give the list', async () => {
  const ends = await model.write(['a', 'b', 'c'].map((item) => published(item)));
  const catalogue = createItemCatalogue(model.reader, 2);
  expect(await catalogue.upTo(ends.items)).toBeNull();
  const list = wholeList(ranking, { asOf: LOG_START + HOUR, ends });
  const places = await readPlaces({ reader: model.reader, catalogue }, list, null, 5);
  expect(places.map(({ item }) => item)).toEqual(['a', 'b', 'c']);
});

// Seen to fail when what is held stays.
test('what it let go of is read from the tables again', async () => {
  const catalogue = createItemCatalogue(model.reader);
  const { items } = await model.write([published('a')]);
  await catalogue.upTo(items);
  await model.clear();
  const again = await model.write([published('b')]);
  catalogue.forget();
  const listings = await catalogue.upTo(again.items);
  expect(listings?.byLatest().map(listings.idOf)).toEqual(['b']);
});
