import { z } from 'zod';
import { AS_OF_SQL, includedSql, instantParam, instantSql } from './cut-sql.ts';
import { LISTED_ITEMS_SQL, listedItemsParams } from './listed-items-sql.ts';
import { ageSql, WEIGHT_SQL } from './weight-sql.ts';

const COUNTED_SQL = `recorded_at <= ${AS_OF_SQL} AND ${includedSql('vote_ends')}`;

/** `prior` weights of the listing's age and one of each vote's; units of 2^−32 vote. */
export const TRENDING_SQL = `
  SELECT item, listed_at, toInt128({prior:UInt32}) * ${WEIGHT_SQL} + weighed AS score
  FROM (SELECT item, listed_at, ${ageSql('listed_at')} FROM (${LISTED_ITEMS_SQL})) AS listed
  LEFT JOIN (
    SELECT item, sum(toInt128(delta) * ${WEIGHT_SQL}) AS weighed
    FROM (
      SELECT item, delta, ${ageSql('toUnixTimestamp64Milli(effective_at)')}
      FROM emberlog.votes
      WHERE ${COUNTED_SQL} AND logged >= ${instantSql('{votes_since:Int64}')}
    )
    GROUP BY item
  ) AS votes USING (item)`;

/** Votes active at as_of that were first cast in the window. */
export const TOP_SQL = `
  SELECT item, listed_at, toInt128(cast_within) AS score
  FROM (${LISTED_ITEMS_SQL}) AS listed
  LEFT JOIN (
    SELECT item, sum(delta) AS cast_within
    FROM emberlog.votes
    WHERE ${COUNTED_SQL} AND effective_at >= ${instantSql('{votes_from:Int64}')}
      AND effective_at < ${instantSql('{votes_to:Int64}')}
      AND logged >= ${instantSql('{votes_from:Int64}')}
    GROUP BY item
  ) AS votes USING (item)`;

/** The time of listing, ms UTC. */
export const NEW_SQL = `
  SELECT item, listed_at, toInt128(listed_at) AS score
  FROM (${LISTED_ITEMS_SQL})`;

/** What {@link TRENDING_SQL} takes. */
export const trendingParams = {
  ...listedItemsParams,
  /** ms. */
  half_life: z.int().positive(),
  prior: z.int().min(0),
  /** Votes logged before it are not read: they must weigh 0. ms UTC. */
  votes_since: instantParam,
} as const;

/** What {@link TOP_SQL} takes; `votes_to` is excluded. */
export const topParams = {
  ...listedItemsParams,
  votes_from: instantParam,
  votes_to: instantParam,
} as const;

/** What {@link NEW_SQL} takes. */
export const newParams = listedItemsParams;
