import { WEIGHT_HORIZON, WEIGHT_ONE, weight, type Ranking } from '@emberlog/ranking';
import type { RankedList } from '../list/ranked-list.ts';
import { periodsOf } from '../list/score-parameters.ts';
import type { Listings } from './listings.ts';
import type { RankTable } from './rank-table.ts';
import { createRankedColumns } from './ranked-columns.ts';
import type { PointColumns } from './vote-points.ts';
import type { VotedItems } from './voted-items.ts';

/** A list by `trending` that holds every item. */
export type TrendingList = RankedList & {
  readonly ranking: Extract<Ranking, { readonly algorithm: 'trending' }>;
};

/** What the items of a list are placed by at a time, ms UTC. */
export type Standings = {
  readonly list: TrendingList;
  readonly time: number;
  readonly listings: Listings;
  readonly voted: VotedItems;
  /** By their rows. */
  readonly points: PointColumns;
};

/** For items without votes that count. */
const ROOM = 1_024;

/** A power of this machine may be too small by its last bits. */
const NOT_LESS = 1 + 2 ** -40;

/**
 * The list at that time. Of items whose score is below `floor` some may be missing: to give all their numbers
 * and listings takes longer than all the rest, and most are far below what is asked for. 0: none is.
 */
export const trendingTable = (standings: Standings, floor: number): RankTable => {
  const { list, time, listings, voted } = standings;
  const { points, errors } = standings.points;
  const { halfLifeMs, prior } = list.ranking.params;
  const listedAt = listingOf(standings);
  const most = prior * WEIGHT_ONE;
  /** What an item gets at most for being listed; its latest listing is told faster than that of the time. */
  const mostOf = (item: number): number => {
    const age = time - listings.latest(item);
    return age > 0 ? most * 2 ** (-age / halfLifeMs) * NOT_LESS : most;
  };
  const scored = createRankedColumns((floor > 0 ? 0 : voted.count) + ROOM);
  const add = (item: number, own: number, error: number): void => {
    if (floor > 0 && own + error + mostOf(item) < floor) return;
    const at = listedAt(item);
    if (at === null) return;
    const score = own + prior * weight(time - at, halfLifeMs);
    if (score > 0 || error > 0) scored.add(item, at, score, error);
  };
  for (let row = 0; row < voted.count; row += 1) {
    const [own, error] = [points[row] ?? 0, errors[row] ?? 0];
    // Only a damaged table has less than none: its item is named all the same, or it would seem to have no votes.
    if (own >= 0 && own + error + most < floor) continue;
    const item = voted.itemAt(row);
    if (item !== undefined) add(item, own, error);
  }
  if (prior > 0) {
    for (const item of listings.byLatest()) {
      // None behind it was listed later.
      if (listings.latest(item) < time - WEIGHT_HORIZON * halfLifeMs) break;
      if (floor > 0 && mostOf(item) < floor) break;
      if (!voted.wasGiven(item)) add(item, 0, 0);
    }
  }
  const ranked = scored.columns();
  return {
    idOf: listings.idOf,
    floor,
    scored: ranked,
    unscored: () => {
      const has = new Set(Array.from(ranked.items));
      const others = createRankedColumns(ROOM);
      for (const item of listings.byLatest()) {
        const at = has.has(item) ? null : listedAt(item);
        if (at !== null) others.add(item, at, 0, 0);
      }
      return others.columns();
    },
    unscoredListedAt: listedAt,
  };
};

/** When items were listed as the list counts it; null: it does not hold them. */
export const listingOf = ({ list, time, listings }: Standings) => {
  const { from, to } = periodsOf(list.ranking, time).listed;
  return (item: number): number | null => {
    const at = listings.listedAt(item, time, list.cut.ends.items);
    return at === null || at < from || at >= to ? null : at;
  };
};
