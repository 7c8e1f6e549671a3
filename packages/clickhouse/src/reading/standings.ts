import { z } from 'zod';
import { bigInteger, defineQuery, integer } from '../query.ts';
import {
  NEW_SQL,
  newParams,
  TOP_SQL,
  topParams,
  TRENDING_SQL,
  trendingParams,
} from './score-sql.ts';

const standingRow = z.object({ item: z.string(), place: integer, points: bigInteger });

const among = { among: z.array(z.string()) } as const;

/** An item has no row where the list does not hold it; places count from 1. */
const standingsSql = (ranked: string): string => `
SELECT item, place, toString(score) AS points
FROM (
  SELECT item, score, row_number() OVER (ORDER BY score DESC, listed_at DESC, item ASC) AS place
  FROM (${ranked})
)
WHERE item IN {among:Array(String)}`;

/** Places and scores of some items in the whole list by `trending`. */
export const trendingStandings = defineQuery({
  name: 'trending-standings',
  sql: standingsSql(TRENDING_SQL),
  params: z.object({ ...trendingParams, ...among }),
  row: standingRow,
});

/** Places and scores of some items in the whole list by `top`. */
export const topStandings = defineQuery({
  name: 'top-standings',
  sql: standingsSql(TOP_SQL),
  params: z.object({ ...topParams, ...among }),
  row: standingRow,
});

/** Places and scores of some items in the whole list by `new`. */
export const newStandings = defineQuery({
  name: 'new-standings',
  sql: standingsSql(NEW_SQL),
  params: z.object({ ...newParams, ...among }),
  row: standingRow,
});
