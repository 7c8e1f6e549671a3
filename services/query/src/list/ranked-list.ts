import { RANKED, type RankedRow, type Reader } from '@emberlog/clickhouse';
import { ALGORITHMS, type AlgorithmName, type Ranking } from '@emberlog/ranking';
import type { ItemCatalogue } from '../trending/item-catalogue.ts';
import { readTrendingPlaces, readTrendingStandings } from '../trending/trending-list.ts';
import type { TrendingList } from '../trending/trending-table.ts';
import type { Cut } from './cut.ts';
import { beginningBehind, isWhole, listParameters, variantOf } from './list-parameters.ts';
import { statementsOf } from './score-parameters.ts';

/** Conditions an item must meet; null and 0 are met by all. */
export type ListFilters = {
  readonly organization: string | null;
  readonly tag: string | null;
  /** The key of a day's, a week's or a month's list. */
  readonly listed_on: string | null;
  readonly min_votes: number;
  /** Words an item must all hold. */
  readonly q: string | null;
  /** Items of one organization at most. */
  readonly per_organization: number | null;
};

/** Filters that every item passes. */
export const NO_FILTERS: ListFilters = {
  organization: null,
  tag: null,
  listed_on: null,
  min_votes: 0,
  q: null,
  per_organization: null,
};

/** What lists by an algorithm ask of their items where a request says nothing. */
export const filtersUnasked = (algorithm: AlgorithmName): ListFilters => ({
  ...NO_FILTERS,
  ...ALGORITHMS[algorithm].demands,
});

/** One list: everything its order depends on. */
export type RankedList = {
  readonly ranking: Ranking;
  readonly filters: ListFilters;
  readonly cut: Cut;
  /** How long views count, ms. */
  readonly viewRetentionMs: number;
};

/** What lists are read from. Without a catalogue the tables alone are asked. */
export type ListSource = { readonly reader: Reader; readonly catalogue: ItemCatalogue | null };

/** A position in a list's order; the score's unit is its algorithm's, `listedAt` is ms UTC. */
export type Place = { readonly item: string; readonly listedAt: number; readonly score: bigint };

/** A place with what its score comes from, and the rank its item had earlier; null: not in the list. */
export type MovedPlace = Place & {
  readonly inputs: readonly bigint[];
  readonly rankBefore: number | null;
};

/** The place and score of one item in a whole list. */
export type Standing = { readonly rank: number; readonly score: bigint };

export type PlacesOptions = {
  /** The time movement is measured from, ms UTC. @default nothing is said of movement */
  readonly earlier?: number;
  /** Places passed over. @default 0 */
  readonly skip?: number;
  /**
   * Versions of items from which on the items that have a score are asked for first. Below it,
   * folding them all costs less than a second statement where a page needs the others too.
   * @default 5000
   */
  readonly scoredFrom?: number;
};

/** Reads `rows` places of a list, from its top or from behind a place. */
export const readPlaces = async (
  source: ListSource,
  list: RankedList,
  behind: Place | null,
  rows: number,
  options: PlacesOptions = {},
): Promise<readonly MovedPlace[]> => {
  const { reader, catalogue } = source;
  const { skip = 0, earlier = null } = options;
  if (catalogue !== null && isTrending(list)) {
    const asked = { rows, skip, earlier };
    const places = await readTrendingPlaces({ reader, catalogue }, list, behind, asked);
    if (places !== null) return places;
  }
  return await askForPlaces(reader, list, behind, rows, options);
};

/** Whether a list can be read from votes alone. */
const isTrending = (list: RankedList): list is TrendingList =>
  list.ranking.algorithm === 'trending' && isWhole(variantOf(list.filters));

const askForPlaces = async (
  reader: Reader,
  list: RankedList,
  behind: Place | null,
  rows: number,
  { earlier = list.cut.asOf, skip = 0, scoredFrom = 5_000 }: PlacesOptions,
): Promise<readonly MovedPlace[]> => {
  const { page, findsScored } = RANKED[statementsOf(list.ranking)];
  const variant = variantOf(list.filters);
  const asked = { ...listParameters(list, earlier), ...beginningBehind(behind), skip, rows };
  const versions = list.cut.ends.items.reduce((sum, end) => sum + end, 0);
  // Items with a score come before all others, so that a full page of them is the list's page.
  const scoredFirst = findsScored && isWhole(variant) && (behind === null || behind.score > 0n);
  if (scoredFirst && versions >= scoredFrom) {
    const found = await reader.query(page({ ...variant, only: true }), asked);
    if (found.length === rows) return await withRanksBefore(reader, list, earlier, found);
  }
  const found = await reader.query(page(variant), asked);
  return found.map((row) => movedPlace(row, row.place_before));
};

/** Reads where some items stand in a list; those it does not hold are missing. */
export const readStandings = async (
  { reader, catalogue }: ListSource,
  list: RankedList,
  among: readonly string[],
): Promise<ReadonlyMap<string, Standing>> => {
  if (catalogue !== null && isTrending(list)) {
    const standings = await readTrendingStandings({ reader, catalogue }, list, among);
    if (standings !== null) return standings;
  }
  const { standings } = RANKED[statementsOf(list.ranking)];
  const asked = { ...listParameters(list), among: [...among] };
  const found = await reader.query(standings(variantOf(list.filters)), asked);
  return new Map(found.map(({ item, place, points }) => [item, { rank: place, score: points }]));
};

const movedPlace = (row: RankedRow, placeBefore: number): MovedPlace => ({
  item: row.item,
  listedAt: row.listed_at,
  score: row.points,
  inputs: row.inputs,
  rankBefore: row.was_listed === 1 ? placeBefore : null,
});

/** Among scored items only, the place of one that had no score yet is not known. */
const withRanksBefore = async (
  reader: Reader,
  list: RankedList,
  earlier: number,
  rows: readonly RankedRow[],
): Promise<readonly MovedPlace[]> => {
  const unknown = rows.filter((row) => row.was_listed === 1 && row.points_before <= 0n);
  const standings =
    unknown.length === 0
      ? new Map<string, Standing>()
      : await readStandings(
          { reader, catalogue: null },
          { ...list, cut: { ...list.cut, asOf: earlier } },
          unknown.map(({ item }) => item),
        );
  return rows.map((row) => movedPlace(row, standings.get(row.item)?.rank ?? row.place_before));
};
