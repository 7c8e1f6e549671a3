import { z } from 'zod';
import { bigInteger, defineQuery, integer } from '../query.ts';
import { filterParams, listParams } from './listed-items-sql.ts';
import {
  NEW_SCORE,
  TOP_SCORE,
  topParams,
  TRENDING_SCORE,
  trendingParams,
  weighedItemsSql,
  type ScoreSql,
} from './score-sql.ts';

const standingRow = z.object({ item: z.string(), place: integer, points: bigInteger });

const TIMES = ['as_of'] as const;
const among = { among: z.array(z.string()) } as const;

/** An item has no row where the list does not hold it; places count from 1. */
const standingsSql = (score: ScoreSql): string => `
SELECT item, place, toString(score) AS points
FROM (
  SELECT item, score, row_number() OVER (ORDER BY score DESC, listed_at_as_of DESC, item ASC) AS place
  FROM (
    SELECT item, listed_at_as_of, ${score.at('as_of', 0)} AS score
    FROM (${weighedItemsSql(score, { times: TIMES, filtered: true, only: false })})
    WHERE listed_as_of
  )
)
WHERE item IN {among:Array(String)}`;

/** Places and scores of some items in the whole list by `trending`. */
export const trendingStandings = defineQuery({
  name: 'trending-standings',
  sql: standingsSql(TRENDING_SCORE),
  params: z.object({ ...listParams, ...filterParams, ...trendingParams, ...among }),
  row: standingRow,
});

/** Places and scores of some items in the whole list by `top`. */
export const topStandings = defineQuery({
  name: 'top-standings',
  sql: standingsSql(TOP_SCORE),
  params: z.object({ ...listParams, ...filterParams, ...topParams, ...among }),
  row: standingRow,
});

/** Places and scores of some items in the whole list by `new`. */
export const newStandings = defineQuery({
  name: 'new-standings',
  sql: standingsSql(NEW_SCORE),
  params: z.object({ ...listParams, ...filterParams, ...among }),
  row: standingRow,
});
