import type { Explanation } from '@emberlog/api';
import { voteBands, type Reader } from '@emberlog/clickhouse';
import {
  AGE_BANDS,
  explainNew,
  explainTop,
  explanationFrom,
  type Ranking,
  type TrendingExplanation,
  type TrendingParams,
} from '@emberlog/ranking';
import type { Cut } from './cut.ts';
import type { Place } from './ranked-list.ts';

/** Explains the scores of some places of a list, by item: the parts add up to the score. */
export const explainPlaces = async (
  reader: Reader,
  ranking: Ranking,
  cut: Cut,
  places: readonly Place[],
): Promise<ReadonlyMap<string, Explanation>> => {
  switch (ranking.algorithm) {
    case 'trending':
      return await explainTrending(reader, ranking.params, cut, places);
    case 'top':
      return new Map(
        places.map(({ item, score }) => {
          const votes = Number(score);
          const { formula } = explainTop({ ...ranking.params, asOf: cut.asOf, votes });
          return [item, onePart(formula, 'votes', votes, score)];
        }),
      );
    case 'new':
      return new Map(
        places.map(({ item, listedAt, score }) => [
          item,
          onePart(explainNew({ listedAt }).formula, 'listed_at', 0, score),
        ]),
      );
  }
};

const onePart = (formula: string, name: string, votes: number, score: bigint): Explanation => ({
  formula,
  score: score.toString(),
  parts: [{ name, votes, weight: score.toString() }],
  excluded: [],
});

/** Ages in half-lives at which one band ends and the next begins. */
const EDGES = AGE_BANDS.slice(1).map(({ from }) => from);

const explainTrending = async (
  reader: Reader,
  { halfLifeMs, prior }: TrendingParams,
  { asOf, ends }: Cut,
  places: readonly Place[],
): Promise<ReadonlyMap<string, Explanation>> => {
  const rows = await reader.query(voteBands, {
    as_of: asOf,
    half_life: halfLifeMs,
    edges: EDGES,
    vote_ends: ends.votes,
    items: places.map(({ item }) => item),
  });
  return new Map(
    places.map(({ item, listedAt }) => {
      const bands = rows.filter((row) => row.item === item);
      const weighed = AGE_BANDS.map((_, index) => {
        const row = bands.find(({ band }) => band === index);
        return { votes: row?.votes ?? 0, weight: row?.weighed ?? 0n };
      });
      const sum = (of: (row: (typeof bands)[number]) => number): number =>
        bands.reduce((total, row) => total + of(row), 0);
      const explained = explanationFrom({
        halfLifeMs,
        prior: { votes: prior, ageMs: asOf - listedAt },
        bands: weighed,
        excluded: {
          retracted: sum((row) => row.voters_known - row.votes),
          tooOld: bands.find(({ band }) => band === AGE_BANDS.length)?.votes ?? 0,
          notYet: sum((row) => row.voters - row.voters_known),
        },
      });
      return [item, partsOf(explained)];
    }),
  );
};

const partsOf = ({ formula, prior, bands, excluded, score }: TrendingExplanation): Explanation => ({
  formula,
  score: score.toString(),
  parts: [
    { name: 'prior', votes: prior.votes, weight: prior.weight.toString() },
    ...bands.map(({ fromMs, toMs, votes, weight }) => ({
      name: 'votes',
      from_ms: fromMs,
      to_ms: toMs,
      votes,
      weight: weight.toString(),
    })),
  ],
  excluded: [...excluded],
});
