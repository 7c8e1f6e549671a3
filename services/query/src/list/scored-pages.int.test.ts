import type { Ranking } from '@emberlog/ranking';
import { HOUR, LOG_SPAN, LOG_START, voteLogArbitrary } from '@emberlog/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { itemLogArbitrary } from '../testing/item-log-arbitrary.ts';
import { manyArbitrary, nameIn, recordsIn } from '../testing/many-arbitrary.ts';
import { openReadModel, type ReadModel } from '../testing/read-model.ts';
import type { VersionRecord } from '../testing/record-rows.ts';
import { wholeList } from '../testing/whole-list.ts';
import {
  readPlaces,
  readStandings,
  type ListSource,
  type MovedPlace,
  type RankedList,
} from './ranked-list.ts';

const NOTHING = { items: [], votes: [], views: [] };
const ITEMS = ['a', 'b', 'c'].flatMap((first) => ['', '1', '2'].map((rest) => first + rest)) as [
  string,
  ...string[],
];

let model: ReadModel;
beforeAll(async () => {
  model = await openReadModel();
});
afterAll(async () => await model.close());

const momentArbitrary = fc
  .integer({ min: 0, max: LOG_SPAN / HOUR })
  .map((hours) => LOG_START + hours * HOUR);

/** Known from the beginning, so that only the time of listing tells the items apart. */
const listed = (listedAt: number, index: number): VersionRecord => ({
  ...{ item: ITEMS[index] ?? '', kind: 'published', id: 'v1' },
  ...{ time: LOG_START - HOUR, logged: LOG_START - HOUR },
  patch: { title: 'x', listedAt },
});

const caseArbitrary = fc.record({
  versions: fc
    .tuple(
      fc.array(momentArbitrary, { minLength: ITEMS.length, maxLength: ITEMS.length }),
      itemLogArbitrary({ items: ITEMS, maxLength: 10 }),
    )
    .map(([listings, later]) => [...listings.map(listed), ...later]),
  // On some items only: the others have a score from their listing, or none.
  votes: voteLogArbitrary({ items: ['a', 'b1', 'c2'], maxLength: 30 }),
  // Short enough that many items weigh nothing any more.
  ranking: fc.oneof(
    fc.record({
      algorithm: fc.constant('trending' as const),
      params: fc.record({
        halfLifeMs: fc.constantFrom(HOUR / 8, HOUR / 4, HOUR, 6 * HOUR),
        prior: fc.constantFrom(0, 3, 3, 30),
        windowMs: fc.constant(null),
      }),
    }),
    fc.record({
      algorithm: fc.constant('top' as const),
      params: fc.record({
        window: fc.constantFrom('day' as const, 'week' as const),
        basis: fc.constantFrom('voted' as const, 'published' as const),
      }),
    }),
  ) satisfies fc.Arbitrary<Ranking>,
  asOf: momentArbitrary,
  ago: fc.constantFrom(HOUR, 5 * HOUR, 20 * HOUR),
  rows: fc.integer({ min: 1, max: 4 }),
});

/** All pages of a list, one after the other. */
const pagesOf = async (
  source: ListSource,
  list: RankedList,
  rows: number,
  { earlier, scoredFrom = 0 }: { readonly earlier: number; readonly scoredFrom?: number },
) => {
  const places: MovedPlace[] = [];
  for (;;) {
    const behind = places.at(-1) ?? null;
    const page = await readPlaces(source, list, behind, rows, { earlier, scoredFrom });
    places.push(...page);
    if (page.length < rows) return places;
  }
};

// Seen to fail when items that are listed but have no votes are left out of those with a score, when
// a page that those with a score do not fill is given all the same, when the earlier ranks are those
// of the list now, and when an item without an earlier score is ranked among those that had one.
test('pages and movement are the same, whether every item is looked at or first those with a score', async () => {
  await fc.assert(
    fc.asyncProperty(manyArbitrary(20, caseArbitrary), async (many) => {
      const apart = await model.refill(
        many.map(({ versions, votes }, log) => recordsIn(log, [...versions, ...votes])),
      );
      const compared = many.map(async ({ ranking, asOf, ago, rows }, log) => {
        const ends = apart[log]?.endsAfter(Infinity) ?? NOTHING;
        const list = wholeList(ranking, { asOf, ends });
        const earlier = asOf - ago;
        const items = ITEMS.map((item) => nameIn(log, item));
        const [now, before] = await Promise.all(
          [asOf, earlier].map(
            async (at) =>
              await readStandings(model.tables, { ...list, cut: { asOf: at, ends } }, items),
          ),
        );
        const { source, tables } = model;
        const first = await pagesOf(tables, list, rows, { earlier });
        const scoredFrom = Infinity;
        expect(await pagesOf(tables, list, rows, { earlier, scoredFrom })).toEqual(first);
        expect(await pagesOf(source, list, rows, { earlier })).toEqual(first);
        for (const [from, least] of [
          [source, 0],
          [tables, 0],
          [tables, Infinity],
        ] as const) {
          const options = { earlier, scoredFrom: least, skip: rows };
          const second = await readPlaces(from, list, null, rows, options);
          expect(second).toEqual(first.slice(rows, 2 * rows));
        }
        expect(first.map(({ item, score }) => [item, score])).toEqual(
          [...(now ?? [])]
            .toSorted(([, a], [, b]) => a.rank - b.rank)
            .map(([item, { score }]) => [item, score]),
        );
        expect(new Map(first.map(({ item, rankBefore }) => [item, rankBefore]))).toEqual(
          new Map(first.map(({ item }) => [item, before?.get(item)?.rank ?? null])),
        );
      });
      await Promise.all(compared);
    }),
    { numRuns: 2 },
  );
});
