import quickselect from 'quickselect';
import type { RankedColumns } from './ranked-columns.ts';

/** All items of one list at one time. */
export type RankTable = {
  readonly idOf: (item: number) => string;
  /** Of items whose score lies below it some may be missing. 0: all are here. */
  readonly floor: number;
  /** Those that may have a score above 0. */
  readonly scored: RankedColumns;
  /** All others, whose score is 0: most items of an old site. To be asked where the floor is 0 alone. */
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

/**
 * Up to `rows` places of a table of exact scores, from its top or behind a place. Null where they are not
 * all at or above its floor.
 */
export const pageOf = (
  { idOf, floor, scored, unscored }: RankTable,
  behind: Key | null,
  { skip, rows }: { readonly skip: number; readonly rows: number },
): readonly RankedPlace[] | null => {
  const wanted = skip + rows;
  const first = firstOf(scored, idOf, behind, wanted);
  if (floor > 0 && (first.length < wanted || (first.at(-1)?.score ?? 0) < floor)) return null;
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
 * where its scores are not exact enough to tell, or where it does not hold all that may stand ahead.
 */
export const ranksOf = (
  { idOf, floor, scored, unscored, unscoredListedAt }: RankTable,
  asked: readonly number[],
): ReadonlyMap<number, { readonly rank: number; readonly score: number }> | null => {
  const left = new Set(asked);
  const owns: Own[] = [];
  for (let n = 0; n < scored.items.length && left.size > 0; n += 1) {
    const item = scored.items[n] ?? 0;
    if (!left.delete(item)) continue;
    const [score, error] = [scored.scores[n] ?? 0, scored.errors[n] ?? 0];
    // It may have no score, and then stands among those that are not looked at.
    if (error > 0 && score <= error) return null;
    owns.push({ id: idOf(item), item, listedAt: scored.listedAt[n] ?? 0, score, error, n });
  }
  for (const item of left) {
    const listedAt = unscoredListedAt(item);
    if (listedAt !== null)
      owns.push({ id: idOf(item), item, listedAt, score: 0, error: 0, n: NONE });
  }
  let widest = 0;
  for (let n = 0; n < scored.errors.length; n += 1) {
    widest = Math.max(widest, scored.errors[n] ?? 0);
  }
  const upper = owns.map(({ score, error }) => score + (error + widest));
  const lower = owns.map(({ score, error }) => score - (error + widest));
  if (lower.some((bound) => bound < floor)) return null;
  const above = countFrom(scored.scores, upper, 'beyond');
  const notBelow = countFrom(scored.scores, lower, 'from');
  // Most items of an old site: put together once for all that are among them.
  const others = owns.some(({ n }) => n === NONE) ? unscored() : null;
  const ranks = new Map<number, { rank: number; score: number }>();
  for (const [place, own] of owns.entries()) {
    const [far, all] = [above[place] ?? 0, notBelow[place] ?? 0];
    // Only where others are near it, all are looked at.
    const isAlone = all - far === (own.n === NONE ? 0 : 1);
    const before = isAlone ? far : countBefore(scored, idOf, own);
    if (before === null) return null;
    const among = own.n === NONE && others !== null ? (countBefore(others, idOf, own) ?? 0) : 0;
    ranks.set(own.item, { rank: before + among + 1, score: own.score });
  }
  return ranks;
};

/** Of an item whose rank is asked for: its place in the columns, or none of them. */
type Own = RankedPlace & { readonly error: number; readonly n: number };
const NONE = -1;

/** How many stand before a place, itself (the n-th) left out; null where that cannot be told. */
const countBefore = (
  { items, listedAt, scores, errors }: RankedColumns,
  idOf: RankTable['idOf'],
  own: Pick<Own, keyof Key | 'error' | 'n'>,
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

/**
 * How many numbers are greater than each bound, or equal to it as well (`from`). In one pass: there are
 * thousands of numbers, and a page of bounds.
 */
const countFrom = (
  numbers: ArrayLike<number>,
  bounds: readonly number[],
  where: 'beyond' | 'from',
): Float64Array => {
  const counting = where === 'from';
  const order = [...bounds.keys()].sort((a, b) => (bounds[a] ?? 0) - (bounds[b] ?? 0));
  const ascending = Float64Array.from(order, (place) => bounds[place] ?? 0);
  /** By how many of the bounds they count for. */
  const counts = new Float64Array(bounds.length + 1);
  for (let n = 0; n < numbers.length; n += 1) {
    const number = numbers[n] ?? 0;
    let [low, high] = [0, ascending.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const bound = ascending[middle] ?? 0;
      if (counting ? bound <= number : bound < number) low = middle + 1;
      else high = middle;
    }
    counts[low] = (counts[low] ?? 0) + 1;
  }
  const beyond = new Float64Array(bounds.length);
  let sum = 0;
  for (let k = bounds.length; k > 0; k -= 1) {
    sum += counts[k] ?? 0;
    beyond[order[k - 1] ?? 0] = sum;
  }
  return beyond;
};
