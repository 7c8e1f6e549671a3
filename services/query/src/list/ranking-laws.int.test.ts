import { LOG_START, RANKING_LAWS, type World, type WorldList } from '@emberlog/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { manyArbitrary, nameIn, recordsIn } from '../testing/many-arbitrary.ts';
import { openReadModel, type ReadModel } from '../testing/read-model.ts';
import type { TestRecord } from '../testing/record-rows.ts';
import { wholeList } from '../testing/whole-list.ts';
import { readPlaces } from './ranked-list.ts';

const BEFORE = LOG_START - 1_000 * 86_400_000;

let model: ReadModel;
beforeAll(async () => {
  model = await openReadModel();
});
afterAll(async () => await model.close());

const recordsOf = ({ listings, votes }: World): readonly TestRecord[] => [
  ...listings.map(({ id, listedAt }) => ({
    ...{ item: id, kind: 'published' as const, id: 'v1', time: BEFORE, logged: BEFORE },
    patch: { title: id, listedAt },
  })),
  ...votes,
];

/** The list of each world, every one of them in a log of its own. */
const rankAll = async (worlds: readonly World[]): Promise<readonly WorldList[]> => {
  const records = worlds.map((world, log) => recordsIn(log, recordsOf(world)));
  const apart = await model.refill(records);
  return await Promise.all(
    worlds.map(async ({ ranking, asOf }, log) => {
      const ends = apart[log]?.endsAfter(Infinity) ?? { items: [], votes: [], views: [] };
      const list = wholeList(ranking, { asOf, ends });
      const places = await readPlaces(model.source, list, null, 100);
      return places.map(({ item, score }) => ({ id: item.slice(nameIn(log, '').length), score }));
    }),
  );
};

test.each(RANKING_LAWS)('$name', async ({ cases }) => {
  await fc.assert(
    fc.asyncProperty(manyArbitrary(12, cases), async (many) => {
      const lists = [...(await rankAll(many.flatMap(({ worlds }) => worlds)))];
      const broken = many.map((each) => each.broken(lists.splice(0, each.worlds.length)));
      expect(broken.flat()).toEqual([]);
    }),
    { numRuns: 1, unbiased: true, endOnFailure: true },
  );
});
