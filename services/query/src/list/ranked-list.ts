import {
  newPage,
  newStandings,
  topPage,
  topStandings,
  trendingPage,
  trendingStandings,
  type Reader,
} from '@emberlog/clickhouse';
import { topWindow, WEIGHT_HORIZON, type Period, type Ranking } from '@emberlog/ranking';
import type { Cut } from './cut.ts';

/** Conditions an item must meet; null and 0 are met by all. */
export type ListFilters = {
  readonly organization: string | null;
  readonly tag: string | null;
  readonly listed_on: string | null;
  readonly min_votes: number;
};

/** One list: everything its order depends on. */
export type RankedList = {
  readonly ranking: Ranking;
  readonly filters: ListFilters;
  readonly cut: Cut;
};

/** A place in a list; the score's unit is its algorithm's, `listedAt` is ms UTC. */
export type Place = { readonly item: string; readonly listedAt: number; readonly score: bigint };

/** The place and score of one item in a whole list. */
export type Standing = { readonly rank: number; readonly score: bigint };

/** Reads `rows` places of a list, from its top or from behind a place. */
export const readPlaces = async (
  reader: Reader,
  list: RankedList,
  behind: Place | null,
  rows: number,
): Promise<readonly Place[]> => {
  const from = {
    after_item: behind?.item ?? '',
    after_listed_at: behind?.listedAt ?? 0,
    after_score: behind?.score ?? 0n,
    rows,
  };
  const found = await query(list, {
    trending: async (params) => await reader.query(trendingPage, { ...params, ...from }),
    top: async (params) => await reader.query(topPage, { ...params, ...from }),
    new: async (params) => await reader.query(newPage, { ...params, ...from }),
  });
  return found.map(({ item, listed_at, points }) => ({ item, listedAt: listed_at, score: points }));
};

/** Reads where some items stand in a list; those it does not hold are missing. */
export const readStandings = async (
  reader: Reader,
  list: RankedList,
  among: readonly string[],
): Promise<ReadonlyMap<string, Standing>> => {
  const items = { among: [...among] };
  const found = await query(list, {
    trending: async (params) => await reader.query(trendingStandings, { ...params, ...items }),
    top: async (params) => await reader.query(topStandings, { ...params, ...items }),
    new: async (params) => await reader.query(newStandings, { ...params, ...items }),
  });
  return new Map(found.map(({ item, place, points }) => [item, { rank: place, score: points }]));
};

type ListParams = ReturnType<typeof listParams>;
type Statements<R> = {
  readonly trending: (
    params: ListParams & { half_life: number; prior: number; votes_since: number },
  ) => R;
  readonly top: (params: ListParams & { votes_from: number; votes_to: number }) => R;
  readonly new: (params: ListParams) => R;
};

/** Asks the statement of the list's algorithm, with all its parameters. */
const query = <R>({ ranking, filters, cut }: RankedList, statements: Statements<R>): R => {
  const { asOf } = cut;
  switch (ranking.algorithm) {
    case 'trending': {
      const { halfLifeMs, prior, windowMs } = ranking.params;
      return statements.trending({
        ...listParams(cut, filters, lastMs(windowMs, asOf)),
        half_life: halfLifeMs,
        prior,
        // A vote logged earlier was cast earlier, and weighs an exact 0.
        votes_since: asOf - WEIGHT_HORIZON * halfLifeMs,
      });
    }
    case 'top': {
      const { window, basis } = ranking.params;
      const [period, ever] = [topWindow(window, asOf), topWindow('all', asOf)];
      const [votes, listed] = basis === 'voted' ? [period, ever] : [ever, period];
      const params = listParams(cut, filters, listed);
      return statements.top({ ...params, votes_from: votes.from, votes_to: votes.to });
    }
    case 'new':
      return statements.new(listParams(cut, filters, lastMs(ranking.params.windowMs, asOf)));
  }
};

const lastMs = (window: number | null, asOf: number): Period => topWindow(window ?? 'all', asOf);

const listParams = ({ asOf, ends }: Cut, filters: ListFilters, listed: Period) => ({
  as_of: asOf,
  item_ends: ends.items,
  vote_ends: ends.votes,
  listed_from: listed.from,
  listed_to: listed.to,
  organization: filters.organization ?? '',
  tag: filters.tag ?? '',
  listed_on: filters.listed_on ?? '',
  min_votes: filters.min_votes,
});
