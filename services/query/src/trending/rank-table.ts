import quickselect from 'quickselect';
import type { RankedColumns } from './ranked-columns.ts';

/** All items of one list at one time. */
export type RankTable = {
  readonly idOf: (item: number) => string;
  /** Those that may have a score above 0. */
  readonly scored: RankedColumns;
  /** All others, whose score is 0: most items of an old site. */
  readonly unscored: () => RankedColumns;
  /** When one of the others was listed; null: it is none of them. */
  readonly unscoredListedAt: (item: number) => number | null;
};

/** A place in a list. */
export type RankedPlace = {
  readonly id: string;
  readonly item: number;
  readonly listedAt: number;
  readonly score: number;
};

type Key = Omit<RankedPlace, 'item'>;

const compareIds = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

/** Up to `rows` places of a table of exact scores, from its top or behind a place. */
export const pageOf = (
  { idOf, scored, unscored }: RankTable,
  behind: Key | null,
  { skip, rows }: { readonly skip: number; readonly rows: number },
): readonly RankedPlace[] => {
  const wanted = skip + rows;
  const first = firstOf(scored, idOf, behind, wanted);
  // Whoever has no score stands behind all that have one.
  const rest =
    first.length === wanted ? [] : firstOf(unscored(), idOf, behind, wanted - first.length);
  return [...first, ...rest].slice(skip);
};

/** The first places behind another, in order. */
const firstOf = (
  columns: RankedColumns,
  idOf: RankTable['idOf'],
  behind: Key | null,
  most: number,
): readonly RankedPlace[] => {
  const { items, listedAt, scores } = columns;
  const idAt = (n: number): string => idOf(items[n] ?? 0);
  // Score DESC, listed_at DESC, item ASC by bytes.
  const compare = (a: number, b: number): number =>
    (scores[b] ?? 0) - (scores[a] ?? 0) ||
    (listedAt[b] ?? 0) - (listedAt[a] ?? 0) ||
    compareIds(idAt(a), idAt(b));
  const isBehind = (n: number, { score, listedAt: at, id }: Key): boolean =>
    (score - (scores[n] ?? 0) || at - (listedAt[n] ?? 0) || compareIds(idAt(n), id)) > 0;
  const found: number[] = [];
  for (let n = 0; n < items.length; n += 1)
    if (behind === null || isBehind(n, behind)) found.push(n);
  if (found.length > most) quickselect(found, most - 1, 0, found.length - 1, compare);
  return found
    .slice(0, most)
    .sort(compare)
    .map((n) => ({
      ...{ id: idAt(n), item: items[n] ?? 0 },
      ...{ listedAt: listedAt[n] ?? 0, score: scores[n] ?? 0 },
    }));
};

/**
 * The ranks of some items, from 1, with their scores; those that the table does not hold are missing. Null
 * where its scores are not exact enough to tell.
 */
export const ranksOf = (
  { idOf, scored, unscored, unscoredListedAt }: RankTable,
  asked: readonly number[],
): ReadonlyMap<number, { readonly rank: number; readonly score: number }> | null => {
  const left = new Set(asked);
  const ascending = new Float64Array(scored.scores).sort();
  let widest = 0;
  for (let n = 0; n < scored.errors.length; n += 1) {
    widest = Math.max(widest, scored.errors[n] ?? 0);
  }
  /** Only where others are near it, all are looked at. */
  const countScoredBefore = (own: Parameters<typeof countBefore>[2]): number | null => {
    const reach = own.error + widest;
    const above = countAbove(ascending, own.score + reach);
    const near = ascending.length - above - countBelow(ascending, own.score - reach);
    return near === (own.n < 0 ? 0 : 1) ? above : countBefore(scored, idOf, own);
  };
  const ranks = new Map<number, { rank: number; score: number }>();
  for (let n = 0; n < scored.items.length && left.size > 0; n += 1) {
    const item = scored.items[n] ?? 0;
    if (!left.delete(item)) continue;
    const error = scored.errors[n] ?? 0;
    const place = {
      id: idOf(item),
      listedAt: scored.listedAt[n] ?? 0,
      score: scored.scores[n] ?? 0,
    };
    // It may have no score, and then stands among those that are not looked at.
    if (error > 0 && place.score <= error) return null;
    const before = countScoredBefore({ ...place, error, n });
    if (before === null) return null;
    ranks.set(item, { rank: before + 1, score: place.score });
  }
  for (const item of left) {
    const listedAt = unscoredListedAt(item);
    if (listedAt === null) continue;
    const place = { id: idOf(item), listedAt, score: 0, error: 0, n: -1 };
    const above = countScoredBefore(place);
    if (above === null) return null;
    const among = countBefore(unscored(), idOf, place);
    ranks.set(item, { rank: above + (among ?? 0) + 1, score: 0 });
  }
  return ranks;
};

/** How many stand before a place, itself (the n-th) left out; null where that cannot be told. */
const countBefore = (
  { items, listedAt, scores, errors }: RankedColumns,
  idOf: RankTable['idOf'],
  own: Key & { readonly error: number; readonly n: number },
): number | null => {
  let before = 0;
  for (let n = 0; n < items.length; n += 1) {
    const difference = (scores[n] ?? 0) - own.score;
    const error = (errors[n] ?? 0) + own.error;
    if (difference > error) before += 1;
    else if (difference >= -error && n !== own.n) {
      if (error > 0) return null;
      const later = (listedAt[n] ?? 0) - own.listedAt || compareIds(own.id, idOf(items[n] ?? 0));
      if (later > 0) before += 1;
    }
  }
  return before;
};

/** How many of some ascending numbers are less than another. */
const countBelow = (ascending: Float64Array, than: number): number => {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) < than) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** How many are greater. */
const countAbove = (ascending: Float64Array, than: number): number => {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) <= than) low = middle + 1;
    else high = middle;
  }
  return ascending.length - low;
};
