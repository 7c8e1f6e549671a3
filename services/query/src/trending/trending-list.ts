import type { Reader } from '@emberlog/clickhouse';
import { weight, WEIGHT_HORIZON, type Ranking } from '@emberlog/ranking';
import type { MovedPlace, Place, RankedList, Standing } from '../list/ranked-list.ts';
import { periodsOf } from '../list/score-parameters.ts';
import type { ItemCatalogue } from './item-catalogue.ts';
import type { Listings } from './listings.ts';
import { pageOf, ranksOf, type RankTable } from './rank-table.ts';
import { createRankedColumns } from './ranked-columns.ts';
import { readVotePoints, type PointColumns } from './vote-points.ts';

/** A list by `trending` that holds every item. */
export type TrendingList = RankedList & {
  readonly ranking: Extract<Ranking, { readonly algorithm: 'trending' }>;
};

type Source = { readonly reader: Reader; readonly catalogue: ItemCatalogue };

/**
 * Reads places of a list with votes alone, and with what is known of its items here. Null where that
 * cannot tell: the tables are to be asked.
 */
export const readTrendingPlaces = async (
  source: Source,
  list: TrendingList,
  behind: Place | null,
  { rows, skip, earlier }: { rows: number; skip: number; earlier: number | null },
): Promise<readonly MovedPlace[] | null> => {
  const { asOf } = list.cut;
  const read = await readAt(source, list, asOf, earlier ?? asOf);
  if (read === null) return null;
  const { listings, now } = read;
  const last = behind && { ...behind, id: behind.item, score: Number(behind.score) };
  const page = pageOf(tableAt(list, asOf, listings, now), last, { skip, rows });
  const before =
    earlier === null
      ? new Map<number, never>()
      : await ranksThen(source, list, read, {
          earlier,
          asked: page.map(({ item }) => item),
        });
  if (before === null) return null;
  return page.map(({ id, item, listedAt, score }) => ({
    ...{ item: id, listedAt, score: BigInt(score), inputs: [] },
    rankBefore: before.get(item)?.rank ?? null,
  }));
};

/** Reads where some items stand in a list. Null as above. */
export const readTrendingStandings = async (
  source: Source,
  list: TrendingList,
  among: readonly string[],
): Promise<ReadonlyMap<string, Standing> | null> => {
  const { asOf } = list.cut;
  const read = await readAt(source, list, asOf, asOf);
  if (read === null) return null;
  const { listings, now } = read;
  const asked = among.map(listings.numberOf).filter((item) => item !== undefined);
  const ranks = ranksOf(tableAt(list, asOf, listings, now), asked);
  if (ranks === null) return null;
  return new Map(
    [...ranks].map(([item, { rank, score }]) => [
      listings.idOf(item),
      { rank, score: BigInt(score) },
    ]),
  );
};

/** Of items by number. */
type Points = PointColumns & { readonly items: Int32Array };

/** For items without votes that count. */
const ROOM = 1_024;

/** Votes may come before the item that they are on. */
const UNKNOWN = -1;

type Read = {
  readonly listings: Listings;
  readonly now: Points;
  /** Null: not to be told from those of now. */
  readonly earlier: Points | null;
};

const readAt = async (
  { reader, catalogue }: Source,
  { ranking, cut }: TrendingList,
  asOf: number,
  earlier: number,
): Promise<Read | null> => {
  const { halfLifeMs } = ranking.params;
  const times = { asOf, earlier, halfLifeMs };
  const [votes, listings] = await Promise.all([
    readVotePoints(reader, times, cut.ends.votes),
    catalogue.upTo(cut.ends.items),
  ]);
  if (votes === null || listings === null) return null;
  const items = new Int32Array(votes.items.length);
  for (let n = 0; n < items.length; n += 1) {
    items[n] = listings.numberOf(votes.items[n] ?? '') ?? UNKNOWN;
  }
  return {
    listings,
    now: { items, ...votes.now },
    earlier: votes.earlier && { items, ...votes.earlier },
  };
};

/** The ranks that items had, by what their votes weigh now, or else by what they weighed then. */
const ranksThen = async (
  source: Source,
  list: TrendingList,
  { listings, earlier: points }: Read,
  { earlier, asked }: { readonly earlier: number; readonly asked: readonly number[] },
) => {
  const near = points && ranksOf(tableAt(list, earlier, listings, points), asked);
  if (near !== null) return near;
  const then = await readAt(source, list, earlier, earlier);
  return then && ranksOf(tableAt(list, earlier, then.listings, then.now), asked);
};

/** The list as it was at a time, ms UTC. */
const tableAt = (
  { ranking, cut }: TrendingList,
  time: number,
  listings: Listings,
  points: Points,
): RankTable => {
  const { halfLifeMs, prior } = ranking.params;
  const { from, to } = periodsOf(ranking, time).listed;
  const listedAt = (item: number): number | null => {
    const at = listings.listedAt(item, time, cut.ends.items);
    return at === null || at < from || at >= to ? null : at;
  };
  const { items: voted } = points;
  const scored = createRankedColumns(voted.length + ROOM);
  const isVoted = new Uint8Array(listings.count());
  const add = (item: number, own: number, error: number): void => {
    const at = listedAt(item);
    if (at === null) return;
    const score = own + prior * weight(time - at, halfLifeMs);
    if (score > 0 || error > 0) scored.add(item, at, score, error);
  };
  for (let n = 0; n < voted.length; n += 1) {
    const item = voted[n] ?? UNKNOWN;
    if (item === UNKNOWN) continue;
    isVoted[item] = 1;
    add(item, points.points[n] ?? 0, points.errors[n] ?? 0);
  }
  if (prior > 0) {
    for (const item of listings.byLatest()) {
      if (listings.latest(item) < time - WEIGHT_HORIZON * halfLifeMs) break;
      if (isVoted[item] === 0) add(item, 0, 0);
    }
  }
  const ranked = scored.columns();
  return {
    idOf: listings.idOf,
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
