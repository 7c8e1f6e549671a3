import {
  explainGravity,
  explainHot,
  explainNew,
  explainRising,
  explainTop,
  explainTrending,
  FINE_BITS,
  foldVotes,
  scoreItem,
  weight,
  type LedgerRow,
  type Ranking,
  type ScoredParts,
} from '@emberlog/ranking';
import { asOfArbitrary, HOUR, LOG_ITEMS, LOG_SPAN, LOG_START } from '@emberlog/testing';
import { voteLogArbitrary } from '@emberlog/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listedItems } from '../testing/item-log-arbitrary.ts';
import { manyArbitrary, nameIn, recordsIn } from '../testing/many-arbitrary.ts';
import { rankingOfArbitrary } from '../testing/ranking-arbitrary.ts';
import { openReadModel, type ReadModel } from '../testing/read-model.ts';
import { wholeList } from '../testing/whole-list.ts';
import { explainPlaces } from './explain-places.ts';
import { readPlaces } from './ranked-list.ts';

const NOTHING = { items: [], votes: [], views: [] };
const LISTED_AT = LOG_START - LOG_SPAN;

let model: ReadModel;
beforeAll(async () => {
  model = await openReadModel();
});
afterAll(async () => await model.close());

/** What the definition says of one item, as replies spell it. */
const definition = (ranking: Ranking, ledger: readonly LedgerRow[], asOf: number) => {
  const onePart = (name: string, votes: number, formula: string, score: bigint) => ({
    ...{ formula, score: `${score}`, excluded: [] },
    parts: [{ name, votes, weight: `${score}` }],
  });
  const parts = (told: ScoredParts) => ({
    ...{ formula: told.formula, score: `${told.score}`, excluded: [] },
    parts: told.parts.map((part) => ({ ...part, weight: `${part.weight}` })),
  });
  const known = ledger.filter(({ recordedAt }) => recordedAt <= asOf);
  const votes = known.reduce((sum, { delta }) => sum + delta, 0);
  const ageMs = asOf - LISTED_AT;
  switch (ranking.algorithm) {
    case 'new': {
      const { formula, score } = explainNew({ listedAt: LISTED_AT });
      return onePart('listed_at', 0, formula, score);
    }
    case 'top': {
      const counted = Number(scoreItem(ranking, { listedAt: LISTED_AT, ledger }, asOf));
      const { formula, score } = explainTop({ ...ranking.params, asOf, votes: counted });
      return onePart('votes', counted, formula, score);
    }
    case 'hot':
      return parts(explainHot(ranking.params, { votes, listedAt: LISTED_AT }));
    case 'gravity':
      return parts(explainGravity(ranking.params, { votes, ageMs }));
    case 'rising': {
      const sumOf = (halfLifeMs: number): bigint =>
        known.reduce(
          (sum, { effectiveAt, delta }) =>
            sum + BigInt(delta * weight(asOf - effectiveAt, halfLifeMs, FINE_BITS)),
          0n,
        );
      const [shortSum, longSum] = [sumOf(ranking.params.shortMs), sumOf(ranking.params.longMs)];
      return parts(explainRising(ranking.params, { votes, shortSum, longSum, ageMs }));
    }
    case 'best':
      // The items of all other logs are none of this position's: nobody viewed, so N = V.
      throw new Error('explained by a test of its own');
    case 'trending':
    case 'digest': {
      const { params } = ranking;
      const told = explainTrending({ ledger, listedAt: LISTED_AT, asOf, ...params });
      const { formula, prior, bands, excluded, score } = told;
      return {
        ...{ formula, score: `${score}`, excluded },
        parts: [
          { name: 'prior', votes: prior.votes, weight: `${prior.weight}` },
          ...bands.map(({ fromMs, toMs, votes: inBand, weight: weighed }) => ({
            ...{ name: 'votes', from_ms: fromMs, to_ms: toMs },
            ...{ votes: inBand, weight: `${weighed}` },
          })),
        ],
      };
    }
  }
};

/** Without a window and a least age, so that every item is explained. */
const unbounded = (ranking: Ranking): Ranking =>
  ({
    ...ranking,
    params: { ...ranking.params, windowMs: null, basis: 'voted', minAgeMs: HOUR },
  }) as unknown as Ranking;

// Seen to fail when a band counts votes recorded after as_of, and when `top` tells one vote too many.
test.each(['trending', 'digest', 'top', 'new', 'hot', 'gravity', 'rising'] as const)(
  'what is said of a score of %s is what the definition says, and adds up to the score listed',
  async (algorithm) => {
    const asked = fc.record({
      votes: voteLogArbitrary(),
      asOf: asOfArbitrary().filter((asOf) => asOf >= LISTED_AT + HOUR),
      ranking: rankingOfArbitrary(algorithm).map(unbounded),
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
          const list = wholeList(ranking, cut);
          const places = await readPlaces(model.source, list, null, 100);
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
