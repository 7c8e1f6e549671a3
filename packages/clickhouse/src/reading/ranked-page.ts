import { z } from 'zod';
import { bigInteger, defineQuery, integer } from '../query.ts';
import { instantParam } from './cut-sql.ts';
import {
  NEW_SQL,
  newParams,
  TOP_SQL,
  topParams,
  TRENDING_SQL,
  trendingParams,
} from './score-sql.ts';

/** One place of a list; `listed_at` in ms UTC, the score's unit is its algorithm's. */
const pageRow = z.object({ item: z.string(), listed_at: integer, points: bigInteger });

/** Where a page begins: behind this item, or at the top where `after_item` is empty. */
const pageParams = {
  after_score: z.bigint(),
  after_listed_at: instantParam,
  after_item: z.string(),
  rows: z.int().min(1),
} as const;

/** The list's order is score DESC, listed_at DESC, item ASC by bytes. */
const pageSql = (ranked: string): string => `
SELECT item, listed_at, toString(score) AS points
FROM (${ranked})
WHERE {after_item:String} = ''
  OR score < {after_score:Int128}
  OR (score = {after_score:Int128} AND (listed_at < {after_listed_at:Int64}
    OR (listed_at = {after_listed_at:Int64} AND item > {after_item:String})))
ORDER BY score DESC, listed_at DESC, item ASC
LIMIT {rows:UInt64}`;

/** Rows of the list by `trending`, from one item on. */
export const trendingPage = defineQuery({
  name: 'trending-page',
  sql: pageSql(TRENDING_SQL),
  params: z.object({ ...trendingParams, ...pageParams }),
  row: pageRow,
});

/** Rows of the list by `top`, from one item on. */
export const topPage = defineQuery({
  name: 'top-page',
  sql: pageSql(TOP_SQL),
  params: z.object({ ...topParams, ...pageParams }),
  row: pageRow,
});

/** Rows of the list by `new`, from one item on. */
export const newPage = defineQuery({
  name: 'new-page',
  sql: pageSql(NEW_SQL),
  params: z.object({ ...newParams, ...pageParams }),
  row: pageRow,
});
