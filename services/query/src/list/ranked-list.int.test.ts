import { foldItem, foldVotes, rankItems, type Ranking } from '@emberlog/ranking';
import {
  asOfArbitrary,
  halfLifeArbitrary,
  HOUR,
  LOG_SPAN,
  voteLogArbitrary,
} from '@emberlog/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { itemLogArbitrary } from '../testing/item-log-arbitrary.ts';
import { manyArbitrary, nameIn, recordsIn } from '../testing/many-arbitrary.ts';
import { openReadModel, type ReadModel } from '../testing/read-model.ts';
import type { VersionRecord } from '../testing/record-rows.ts';
import { readPlaces, readStandings, type ListFilters } from './ranked-list.ts';

/** Names that sort differently by bytes and by alphabet, and that begin alike. */
const ITEMS = ['a', 'B', 'c'].flatMap((first) =>
  ['', '/1', '/10', '-', 'b'].map((rest) => `${first}${rest}`),
) as [string, ...string[]];
const NOTHING = { items: [], votes: [], views: [] };

let model: ReadModel;
beforeAll(async () => {
  model = await openReadModel();
});
afterAll(async () => await model.close());

const windowMs = fc.option(fc.integer({ min: HOUR, max: LOG_SPAN }), { nil: null, freq: 2 });
const halfLifeMs = halfLifeArbitrary();
const rankingArbitrary: fc.Arbitrary<Ranking> = fc.oneof(
  fc.record({
    algorithm: fc.constant('trending' as const),
    params: fc.record({ halfLifeMs, prior: fc.nat(50), windowMs }),
  }),
  fc.record({ algorithm: fc.constant('new' as const), params: fc.record({ windowMs }) }),
  fc.record({
    algorithm: fc.constant('top' as const),
    params: fc.record({
      window: fc.oneof(
        fc.constantFrom('day' as const, 'week' as const, 'month' as const, 'all' as const),
        fc.integer({ min: HOUR, max: LOG_SPAN }),
      ),
      basis: fc.constantFrom('voted' as const, 'published' as const),
    }),
  }),
);
/** Mostly without a filter: a list must have items to be wrong about. */
const seldom = <T>(value: T) => fc.constantFrom(null, null, null, value);
const filtersArbitrary: fc.Arbitrary<ListFilters> = fc.record({
  organization: seldom('o1'),
  tag: seldom('t1'),
  listed_on: seldom('2025-12-11'),
  min_votes: fc.constantFrom(0, 0, 0, 1, 2),
});

/** The definition: folds of the whole logs, every vote of every item. */
const ranked = (
  items: readonly string[],
  versions: readonly VersionRecord[],
  votes: Parameters<typeof foldVotes>[0],
  { ranking, filters, asOf }: { ranking: Ranking; filters: ListFilters; asOf: number },
) =>
  rankItems({
    ...ranking,
    asOf,
    ledger: foldVotes(votes).ledger,
    items: items.flatMap((id) => {
      const found = foldItem(
        versions.filter(({ item }) => item === id),
        asOf,
      );
      return found === null ? [] : [{ id, ...found }];
    }),
    filters: {
      ...(filters.organization === null ? {} : { organization: filters.organization }),
      ...(filters.tag === null ? {} : { tag: filters.tag }),
      ...(filters.listed_on === null ? {} : { listedOn: filters.listed_on }),
      minVotes: filters.min_votes,
    },
  });

const caseArbitrary = fc.record({
  versions: itemLogArbitrary({ items: ITEMS, maxLength: 60 }),
  votes: voteLogArbitrary({ items: ITEMS, maxLength: 160 }),
  asked: fc.record({
    ranking: rankingArbitrary,
    filters: filtersArbitrary,
    asOf: asOfArbitrary(),
  }),
});

// Seen to fail when a retraction is dated at its own time, when fields come from the first version
// that sets them, when a filter by votes counts the window only, and when a tie ignores the id.
test('a list is, integer for integer, what the folds of the log it includes give', async () => {
  await fc.assert(
    fc.asyncProperty(manyArbitrary(25, caseArbitrary), async (many) => {
      const cases = many.map(({ versions, votes, asked }, log) => {
        const [early, late] = [versions.slice(0, versions.length / 2), votes.slice(0, -5)];
        return {
          ...{ asked, items: ITEMS.map((item) => nameIn(log, item)) },
          half: recordsIn(log, early),
          most: recordsIn(log, late),
          versions: recordsIn(log, versions),
          votes: recordsIn(log, votes),
        };
      });
      const apart = await model.refill(
        cases.map(({ half, most, versions, votes }) => [
          ...half,
          ...most,
          ...versions.slice(half.length),
          ...votes.slice(most.length),
        ]),
      );
      const seen = cases.map(async ({ asked, items, half, most, versions, votes }, log) => {
        for (const [known, cast] of [
          [half, most],
          [versions, votes],
        ] as const) {
          const ends = apart[log]?.endsAfter(known.length + cast.length) ?? NOTHING;
          const list = { ...asked, cut: { asOf: asked.asOf, ends } };
          const expected = ranked(items, known, cast, asked);
          const places = await readPlaces(model.reader, list, null, 100);
          expect(places).toEqual(
            expected.map(({ id, rank, score, listedAt }) => {
              return { item: id, score, listedAt, rankBefore: rank };
            }),
          );
          const standings = await readStandings(model.reader, list, items);
          expect(standings).toEqual(
            new Map(expected.map(({ id, rank, score }) => [id, { rank, score }])),
          );
        }
      });
      await Promise.all(seen);
    }),
    { numRuns: 2, unbiased: true, endOnFailure: true },
  );
});
