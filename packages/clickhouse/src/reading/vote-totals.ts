import { z } from 'zod';
import { defineQuery, integer } from '../query.ts';
import { AS_OF_SQL, endsParam, includedSql, instantParam, instantSql } from './cut-sql.ts';

/** Votes of some items active at as_of and at `earlier` (ms UTC, not later); no row for no vote. */
export const voteTotals = defineQuery({
  name: 'vote-totals',
  sql: `
SELECT item, sum(delta) AS upvotes,
  sumIf(delta, recorded_at <= ${instantSql('{earlier:Int64}')}) AS upvotes_earlier
FROM emberlog.votes
WHERE item IN {items:Array(String)} AND recorded_at <= ${AS_OF_SQL} AND ${includedSql('vote_ends')}
GROUP BY item`,
  params: z.object({
    as_of: instantParam,
    earlier: instantParam,
    vote_ends: endsParam,
    items: z.array(z.string()),
  }),
  row: z.object({ item: z.string(), upvotes: integer, upvotes_earlier: integer }),
});
