import type { Reader } from '@emberlog/clickhouse';
import type { MovedPlace, Place, Standing } from '../list/ranked-list.ts';
import type { ItemCatalogue } from './item-catalogue.ts';
import type { Listings } from './listings.ts';
import { pageAt, ranksAt } from './trending-places.ts';
import type { Standings, TrendingList } from './trending-table.ts';
import { readVotePoints, type VotePoints } from './vote-points.ts';
import { createVotedItems, type VotedItems } from './voted-items.ts';

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
  const last = behind && { ...behind, id: behind.item, score: Number(behind.score) };
  const page = pageAt(standingsOf(list, asOf, read), last, { skip, rows });
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
  const { listings } = read;
  const asked = among.map(listings.numberOf).filter((item) => item !== undefined);
  const ranks = ranksAt(standingsOf(list, asOf, read), asked);
  if (ranks === null) return null;
  return new Map(
    [...ranks].map(([item, { rank, score }]) => [
      listings.idOf(item),
      { rank, score: BigInt(score) },
    ]),
  );
};

type Read = {
  readonly listings: Listings;
  readonly votes: VotePoints;
  readonly voted: VotedItems;
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
  return { listings, votes, voted: createVotedItems(votes.items, listings) };
};

const standingsOf = (
  list: TrendingList,
  time: number,
  { listings, votes, voted }: Read,
  points = votes.now,
): Standings => ({ list, time, listings, voted, points });

/** The ranks that items had, by what their votes weigh now, or else by what they weighed then. */
const ranksThen = async (
  source: Source,
  list: TrendingList,
  read: Read,
  { earlier, asked }: { readonly earlier: number; readonly asked: readonly number[] },
) => {
  const { earlier: points } = read.votes;
  const near = points && ranksAt(standingsOf(list, earlier, read, points), asked);
  if (near !== null) return near;
  const then = await readAt(source, list, earlier, earlier);
  return then && ranksAt(standingsOf(list, earlier, then), asked);
};
