import { z } from 'zod';
import { defineQuery, numberColumn, textColumn } from '../query.ts';
import { instantParam } from './cut-sql.ts';
import {
  COUNTED_SQL,
  knownSql,
  SINCE_MONTH_SQL,
  SINCE_SQL,
  sinceParams,
} from './scoring/score-sql.ts';

/** So near to an integer, a power may lie on the other side of it: `exp2` is not the same everywhere. */
const NEAR = 2 ** -13;

/**
 * What the votes on each item weigh that count at as_of: Σ delta · ⌊2^(−age / half_life) · 2^32⌋, and the same
 * over those of them that were not known yet at `earlier` (ms UTC); how many rows were known then. Votes
 * whose power is too near to an integer to be rounded are in neither sum: they are `unsure`, by item, as (ms
 * UTC of casting, delta, 1 where known at `earlier`), for who can tell.
 *
 * One row of arrays: thousands of items are read faster so. A sum of doubles, it is exact below 2^53. Of
 * more than `most` items, most + 1 are there. Votes from 45 half-lives on are all unsure.
 */
export const trendingVotes = defineQuery({
  name: 'trending-votes',
  sql: `
SELECT groupArray(item) AS items, groupArray(sum_now) AS points, groupArray(sum_late) AS points_late,
  groupArray(toFloat64(rows_then)) AS rows_known,
  groupArrayIf((item, doubtful), notEmpty(doubtful)) AS unsure
FROM (
  SELECT item, sum(weighed) AS sum_now, sumIf(weighed, NOT known) AS sum_late, countIf(known) AS rows_then,
    groupArrayIf((cast_at, delta, known), NOT sure) AS doubtful
  FROM (
    SELECT item, delta, toFloat64(toUnixTimestamp64Milli(effective_at)) AS cast_at,
      ${knownSql('earlier')} AS known,
      exp2((cast_at - {as_of:Int64}) / {half_life:Int64}) * 4294967296 AS power,
      floor(power) AS whole, abs(power - whole - 0.5) < ${0.5 - NEAR} AS sure,
      delta * whole * sure AS weighed
    FROM emberlog.votes
    WHERE ${SINCE_MONTH_SQL} AND effective_at >= ${SINCE_SQL} AND ${COUNTED_SQL}
  )
  GROUP BY item
  LIMIT {most:UInt64} + 1
)`,
  params: z.object({
    as_of: instantParam,
    earlier: instantParam,
    ...sinceParams,
    half_life: z.int().positive(),
    most: z.int().positive(),
  }),
  row: z.object({
    items: textColumn,
    points: numberColumn,
    points_late: numberColumn,
    rows_known: numberColumn,
    unsure: z.array(z.tuple([z.string(), z.array(z.tuple([z.number(), z.number(), z.number()]))])),
  }),
});
