import {
  explainNew,
  explainTop,
  explainTrending,
  foldVotes,
  scoreItem,
  type LedgerRow,
  type Ranking,
} from '@emberlog/ranking';
import { asOfArbitrary, HOUR, LOG_ITEMS, LOG_SPAN, LOG_START } from '@emberlog/testing';
import { halfLifeArbitrary, voteLogArbitrary } from '@emberlog/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listedItems } from '../testing/item-log-arbitrary.ts';
import { manyArbitrary, nameIn, recordsIn } from '../testing/many-arbitrary.ts';
import { openReadModel, type ReadModel } from '../testing/read-model.ts';
import { explainPlaces } from './explain-places.ts';
import { readPlaces } from './ranked-list.ts';

const NO_FILTERS = { organization: null, tag: null, listed_on: null, min_votes: 0 };
const NOTHING = { items: [], votes: [], views: [] };
const LISTED_AT = LOG_START - LOG_SPAN;

let model: ReadModel;
beforeAll(async () => {
  model = await openReadModel();
});
afterAll(async () => await model.close());

const rankings = {
  trending: fc.record({
    algorithm: fc.constant('trending' as const),
    params: fc.record({
      halfLifeMs: halfLifeArbitrary(),
      prior: fc.nat(50),
      windowMs: fc.constant(null),
    }),
  }),
  top: fc.record({
    algorithm: fc.constant('top' as const),
    params: fc.record({
      window: fc.oneof(
        fc.constantFrom('day' as const, 'week' as const, 'month' as const, 'all' as const),
        fc.integer({ min: HOUR, max: LOG_SPAN }),
      ),
      basis: fc.constant('voted' as const),
    }),
  }),
  new: fc.constant({ algorithm: 'new' as const, params: { windowMs: null } }),
};

/** What the definition says of one item, as replies spell it. */
const definition = (ranking: Ranking, ledger: readonly LedgerRow[], asOf: number) => {
  const onePart = (name: string, votes: number, formula: string, score: bigint) => ({
    ...{ formula, score: `${score}`, excluded: [] },
    parts: [{ name, votes, weight: `${score}` }],
  });
  switch (ranking.algorithm) {
    case 'new': {
      const { formula, score } = explainNew({ listedAt: LISTED_AT });
      return onePart('listed_at', 0, formula, score);
    }
    case 'top': {
      const votes = Number(scoreItem(ranking, { listedAt: LISTED_AT, ledger }, asOf));
      const { formula, score } = explainTop({ ...ranking.params, asOf, votes });
      return onePart('votes', votes, formula, score);
    }
    case 'trending': {
      const { params } = ranking;
      const told = explainTrending({ ledger, listedAt: LISTED_AT, asOf, ...params });
      const { formula, prior, bands, excluded, score } = told;
      return {
        ...{ formula, score: `${score}`, excluded },
        parts: [
          { name: 'prior', votes: prior.votes, weight: `${prior.weight}` },
          ...bands.map(({ fromMs, toMs, votes, weight }) => ({
            ...{ name: 'votes', from_ms: fromMs, to_ms: toMs },
            ...{ votes, weight: `${weight}` },
          })),
        ],
      };
    }
  }
};

// Seen to fail when a band counts votes recorded after as_of, and when `top` tells one vote too many.
test.each(['trending', 'top', 'new'] as const)(
  'what is said of a score of %s is what the definition says, and adds up to the score listed',
  async (algorithm) => {
    const asked = fc.record({
      votes: voteLogArbitrary(),
      asOf: asOfArbitrary().filter((asOf) => asOf >= LISTED_AT),
      ranking: rankings[algorithm] as fc.Arbitrary<Ranking>,
    });
    await fc.assert(
      fc.asyncProperty(manyArbitrary(20, asked), async (many) => {
        const logs = many.map(({ votes }, log) => recordsIn(log, votes));
        const listings = many.map((_, log) =>
          recordsIn(
            log,
            listedItems(() => LISTED_AT),
          ),
        );
        const apart = await model.refill(
          logs.map((votes, log) => [...(listings[log] ?? []), ...votes]),
        );
        const compared = many.map(async ({ ranking, asOf }, log) => {
          const cut = { asOf, ends: apart[log]?.endsAfter(Infinity) ?? NOTHING };
          const list = { ranking, filters: NO_FILTERS, cut };
          const places = await readPlaces(model.reader, list, null, 100);
          const explained = await explainPlaces(model.reader, ranking, cut, places);
          const { ledger } = foldVotes(logs[log] ?? []);
          const told = LOG_ITEMS.map((name) => {
            const item = nameIn(log, name);
            const own = ledger.filter((row) => row.item === item);
            return [item, definition(ranking, own, asOf)] as const;
          });
          expect(explained).toEqual(new Map(told));
          const sums = told.map(([item, { parts }]) => {
            return [item, parts.reduce((sum, { weight }) => sum + BigInt(weight), 0n)] as const;
          });
          expect(new Map(sums)).toEqual(new Map(places.map(({ item, score }) => [item, score])));
        });
        await Promise.all(compared);
      }),
      { numRuns: 2, unbiased: true, endOnFailure: true },
    );
  },
);
