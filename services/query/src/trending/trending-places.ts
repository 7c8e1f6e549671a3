import { weight } from '@emberlog/ranking';
import quickselect from 'quickselect';
import { pageOf, ranksOf, type RankedPlace } from './rank-table.ts';
import { listingOf, trendingTable, type Standings } from './trending-table.ts';

/** Up to `rows` places, from the top or behind a place; of points that are exact. */
export const pageAt = (
  standings: Standings,
  behind: Omit<RankedPlace, 'item'> | null,
  page: { readonly skip: number; readonly rows: number },
): readonly RankedPlace[] => {
  const floor = floorOfPage(standings, behind?.score ?? null, page.skip + page.rows);
  const found = pageOf(trendingTable(standings, floor), behind, page);
  return found ?? pageOf(trendingTable(standings, 0), behind, page) ?? [];
};

/**
 * The ranks of some items, by number, from 1, with their scores; those that the list does not hold are
 * missing. Null where the points are not exact enough to tell.
 */
export const ranksAt = (standings: Standings, asked: readonly number[]) =>
  ranksOf(trendingTable(standings, floorOfRanks(standings, asked)), asked);

/**
 * A floor above which a page of so many rows most likely lies, behind a score or (null) from the top. It
 * may turn out too high: some of the items with the most points may not be listed, or stand ahead.
 */
const floorOfPage = (
  { points: { points } }: Standings,
  behind: number | null,
  wanted: number,
): number => {
  // What an item gets for being listed is not in its points: some that have more may stand below.
  const margin = 2 * wanted + 64;
  const left = Array.from(behind === null ? points : points.filter((own) => own <= behind));
  if (left.length <= 2 * margin) return 0;
  quickselect(left, margin, 0, left.length - 1, (a, b) => b - a);
  return Math.max(left[margin] ?? 0, 0);
};

/**
 * The floor above which a table must hold all to tell the ranks of some items, by number; Infinity where
 * none of them is in the list.
 */
const floorOfRanks = (standings: Standings, asked: readonly number[]): number => {
  const { list, time, voted } = standings;
  const { points, errors } = standings.points;
  const { halfLifeMs, prior } = list.ranking.params;
  const listedAt = listingOf(standings);
  const rows = voted.rowsOf(asked);
  let widest = 0;
  for (let row = 0; row < errors.length; row += 1) widest = Math.max(widest, errors[row] ?? 0);
  let floor = Infinity;
  for (const item of asked) {
    const at = listedAt(item);
    if (at === null) continue;
    const row = rows.get(item) ?? NONE;
    const score = (points[row] ?? 0) + prior * weight(time - at, halfLifeMs);
    // One quantum for what sums of doubles may lose.
    floor = Math.min(floor, score - ((errors[row] ?? 0) + widest) - 1);
  }
  return Math.max(floor, 0);
};

const NONE = -1;
