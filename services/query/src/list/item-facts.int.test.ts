import { foldItem, type ItemAt } from '@emberlog/ranking';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  asOfArbitrary,
  itemLogArbitrary,
  listedItems,
  START,
} from '../testing/item-log-arbitrary.ts';
import { openReadModel, type ReadModel } from '../testing/read-model.ts';
import { readItemFacts, type ItemFacts } from './item-facts.ts';

const HOUR = 3_600_000;
const MANY = Array.from({ length: 60 }, (_, index) => `i${index}`);

let model: ReadModel;
beforeAll(async () => {
  model = await openReadModel();
});
afterAll(async () => await model.close());

/** What replies must say of an item that is this. */
const expected = (id: string, item: ItemAt): ItemFacts => ({
  summary: {
    id,
    title: item.title ?? '',
    url: item.url,
    organization:
      item.organization === null
        ? null
        : { name: item.organization.name, fullname: item.organization.fullname ?? null },
    authorCount: item.authorCount,
    publishedAt: item.publishedAt === null ? null : new Date(item.publishedAt).toISOString(),
    listedAt: new Date(item.listedAt).toISOString(),
    listedOn: item.listedOn,
    upvotes: 0,
    views: 0,
    comments: item.comments,
  },
  text: item.summary,
  authors: item.authors ?? [],
  tags: item.tags ?? [],
  upvotesEarlier: 0,
});

// Seen to fail when the id or the offset does not order versions of one time, when the default of
// listing is the last version's, and when null does not clear a field.
test('an item is what the fold of the versions its position includes gives', async () => {
  await fc.assert(
    fc.asyncProperty(
      itemLogArbitrary({ items: MANY, maxLength: 240 }),
      asOfArbitrary,
      async (versions, asOf) => {
        await model.clear();
        const half = versions.slice(0, versions.length / 2);
        const before = await model.write(half);
        const after = await model.write(versions.slice(half.length));
        for (const [known, ends] of [
          [half, before],
          [versions, after],
        ] as const) {
          const facts = await readItemFacts(model.reader, { asOf, ends }, MANY, asOf);
          const folded = MANY.flatMap((id): [string, ItemFacts][] => {
            const item = foldItem(
              known.filter((version) => version.item === id),
              asOf,
            );
            return item?.listed === true && item.listedAt <= asOf ? [[id, expected(id, item)]] : [];
          });
          expect(facts).toEqual(new Map(folded));
        }
      },
    ),
    { numRuns: 25 },
  );
});

// Seen to fail when views are cut at their half hour, and when the cut-off includes its own instant.
test('votes count for ever, views for 400 days before as_of', async () => {
  await model.clear();
  const asOf = START;
  const day = 24 * HOUR;
  const times = [asOf - 400 * day, asOf - 400 * day + 1, asOf, asOf + 1];
  const ends = await model.write([
    ...listedItems(() => asOf - 500 * day).map((version) => ({
      ...version,
      logged: asOf - 500 * day,
    })),
    ...times.map((time, n) => {
      const logged = Math.max(time, asOf - 399 * day);
      const at = { item: 'a', actor: `000000000000000${n}`, id: `e${n}`, time, logged };
      return { ...at, kind: 'viewed' as const };
    }),
    ...times.map((time, n) => {
      const at = { item: 'a', actor: `000000000000000${n}`, id: `e${n}`, time, logged: time };
      return { ...at, kind: 'upvoted' as const };
    }),
  ]);
  const facts = await readItemFacts(model.reader, { asOf, ends }, ['a'], asOf - 1);
  expect(facts.get('a')?.summary).toMatchObject({ upvotes: 3, views: 2 });
  expect(facts.get('a')?.upvotesEarlier).toBe(2);
});
