import { z } from 'zod';
import { AS_OF_SQL, endsParam, includedSql, instantParam, instantSql } from './cut-sql.ts';
import type { FoldTime } from './item-fold-sql.ts';
import { listedItemsSql, type ListedItems, type VotesJoin } from './listed-items-sql.ts';
import { weightsSql } from './weight-sql.ts';

/** How an algorithm scores: parts of a statement over the listed items. */
export type ScoreSql = {
  /**
   * What it needs of the votes. `only`: just of the items that may have a score above 0, which then
   * must all have a row. Null: it needs none.
   */
  readonly votes: ((times: readonly FoldTime[], only: boolean) => VotesJoin) | null;
  /** SQL of `weights`, a column of an item that its scores need. Null: they need none. */
  readonly weights: ((times: readonly FoldTime[]) => string) | null;
  /** The score at the n-th of the times, counted from 0, from the columns of an item. */
  readonly at: (time: FoldTime, n: number) => string;
};

const points = (time: FoldTime): string => `points_${time}`;
const SINCE_SQL = instantSql('{votes_since:Int64}');
const knownSql = (time: FoldTime): string => `recorded_at <= ${instantSql(`{${time}:Int64}`)}`;

/** Votes that may count at as_of or before; `effective_at` is never later than `recorded_at`. */
const COUNTED_SQL = `effective_at <= ${AS_OF_SQL} AND ${knownSql('as_of')} AND ${includedSql('vote_ends')}`;

const weighedSql = (time: FoldTime, n: number): string => {
  const weighed = `delta * weights[${n + 1}]`;
  const sum = time === 'as_of' ? `sum(${weighed})` : `sumIf(${weighed}, ${knownSql(time)})`;
  return `${sum} AS ${points(time)}`;
};

/**
 * `prior` weights of the listing's age and one of each vote's; units of 2^−32 vote. Votes cast, and
 * items listed, before `votes_since` weigh 0 at every time of the statement.
 */
export const TRENDING_SCORE: ScoreSql = {
  weights: (times) => weightsSql(times.map((time) => `{${time}:Int64} - listed_at_${time}`)),
  at: (time, n) => `toInt128({prior:UInt32}) * weights[${n + 1}] + ${points(time)}`,
  votes: (times, only) => {
    const columns = times.map(points);
    const weighed = `
      SELECT item, ${times.map(weighedSql).join(', ')}
      FROM (
        SELECT item, delta, recorded_at,
          ${weightsSql(times.map((time) => `{${time}:Int64} - toUnixTimestamp64Milli(effective_at)`))} AS weights
        FROM emberlog.votes
        WHERE effective_at >= ${SINCE_SQL} AND ${COUNTED_SQL}
      )
      GROUP BY item`;
    // The time an item was listed is that of some version, so that the versions find them all.
    const withListed = `
      SELECT item, ${columns.map((column) => `sum(${column}) AS ${column}`).join(', ')}
      FROM (${weighed}
        UNION ALL
        SELECT item, ${columns.map(() => 'toInt128(0)').join(', ')}
        FROM emberlog.items
        WHERE listed_at >= ${SINCE_SQL} AND listed_at <= ${AS_OF_SQL}
      )
      GROUP BY item`;
    return { only, columns, sql: only ? withListed : weighed };
  },
};

const countedSql = (time: FoldTime): string =>
  `sumIf(delta, ${knownSql(time)} AND ${castSql(time)}) AS ${points(time)}`;

const castSql = (time: FoldTime): string =>
  `effective_at >= ${instantSql(`{votes_from_${time}:Int64}`)}
    AND effective_at < ${instantSql(`{votes_to_${time}:Int64}`)}`;

/** Votes active at the time that were first cast in its window. */
export const TOP_SCORE: ScoreSql = {
  weights: null,
  at: (time) => `toInt128(${points(time)})`,
  votes: (times, only) => ({
    only,
    columns: times.map(points),
    sql: `
      SELECT item, ${times.map(countedSql).join(', ')}
      FROM emberlog.votes
      WHERE effective_at >= ${SINCE_SQL} AND ${COUNTED_SQL}
      GROUP BY item`,
  }),
};

/** The time of listing, ms UTC. */
export const NEW_SCORE: ScoreSql = {
  weights: null,
  at: (time) => `toInt128(listed_at_${time})`,
  votes: null,
};

/** What a statement with votes takes: none cast before `votes_since` may have a weight, ms UTC. */
const votesParams = { vote_ends: endsParam, votes_since: instantParam } as const;

/** What {@link TRENDING_SCORE} takes; the half-life in ms. */
export const trendingParams = {
  ...votesParams,
  half_life: z.int().positive(),
  prior: z.int().min(0),
} as const;

/** What {@link TOP_SCORE} takes at as_of; `votes_to…` is excluded. */
export const topParams = {
  ...votesParams,
  votes_from_as_of: instantParam,
  votes_to_as_of: instantParam,
} as const;

/** What {@link TOP_SCORE} takes besides for the earlier time. */
export const earlierTopParams = {
  votes_from_earlier: instantParam,
  votes_to_earlier: instantParam,
} as const;

/** The listed items with what a score needs of them. `only`: those alone that may have one. */
export const weighedItemsSql = (
  { votes, weights }: ScoreSql,
  { times, filtered, only }: Omit<ListedItems, 'votes'> & { readonly only: boolean },
): string => {
  const listed = listedItemsSql({ times, filtered, votes: votes?.(times, only) ?? null });
  return weights === null ? listed : `SELECT *, ${weights(times)} AS weights FROM (${listed})`;
};
